"""`vraagbaak eval external`: how well the product finds texts that others wrote."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from api.cli.options import json_option, progress, step

if TYPE_CHECKING:
    from api.settings import Settings
    from eval.external import ExternalResult
    from eval.summary import Measure, Measured
    from indexer.encoder import Encoder

_COLUMNS: Final = 100
_CELL: Final = len("0.534 (0.485-0.583)")


@click.command()
@click.argument("folder", metavar="MAP", type=click.Path(path_type=Path))
@json_option
def external(folder: Path, as_json: bool) -> int:
    """Meet hoe goed teksten van anderen gevonden worden.

    In MAP staan corpus.jsonl, queries.jsonl en qrels/test.tsv, in de indeling van BEIR. Er wordt
    niets gepubliceerd.
    """
    import tempfile

    from api.settings import Settings
    from eval.beir import read_external_set
    from eval.external import measure_external

    settings = Settings()
    found = read_external_set(folder)
    encoder = _encoder(settings)
    with (
        tempfile.TemporaryDirectory(prefix="vraagbaak-") as scratch,
        progress("Teksten omzetten, vragen stellen") as advance,
    ):
        done = measure_external(found, encoder, settings.home, Path(scratch), advance)
    click.echo(json.dumps(done.table(), ensure_ascii=False) if as_json else as_text(done))
    return 0


def _encoder(settings: Settings) -> Encoder:
    from api.cli.state import encoder_choice
    from indexer.encoder import load, prepare
    from kb.store import Store

    store = Store(settings.home)
    with store.publishing():
        id_ = prepare(store, encoder_choice(settings), step)
    step("encoder laden")
    return load(store, id_)


def as_text(result: ExternalResult) -> str:
    """Return a result for somebody who reads a terminal of 100 columns: a table per measure."""
    from eval.external import MEASURES

    lines = [
        f"Set {result.name}: {result.documents} teksten, {result.asked} vragen",
        f"Encoder {result.encoder}",
    ]
    if result.left_out:
        lines.append(f"Niet gesteld, omdat geen tekst erbij goed is: {result.left_out}")
    for measure in MEASURES:
        lines += ["", *_table(result, measure)]
    return "\n".join([*lines, "", *_legend(result)])


def _table(result: ExternalResult, measure: Measure) -> Iterator[str]:
    """Yield the lines of one measure: a row per language, a column per system."""
    rows = {"alle": [it.overall for it in result.systems]}
    for language in result.systems[0].per_language:
        rows[language] = [it.per_language[language] for it in result.systems]
    found = {language: [_of(it, measure) for it in row] for language, row in rows.items()}
    names = [it.system.value for it in result.systems]
    sure = any(it.interval for row in found.values() for it in row)
    width, cell = max(map(len, ("taal", *found))), _CELL if sure else max(map(len, names))
    yield f"{measure.value}, met 95%-interval" if sure else measure.value
    yield f"{'taal':<{width}} {'n':>5}{_cells(names, cell)}"
    for language, row in found.items():
        yield f"{language:<{width}} {row[0].n:>5}{_cells(map(_value, row), cell)}"


def _cells(texts: Iterable[str], width: int) -> str:
    return "".join(f"  {text:<{width}}" for text in texts).rstrip()


def _of(measured: tuple[Measured, ...], measure: Measure) -> Measured:
    return next(it for it in measured if it.measure is measure)


def _value(it: Measured) -> str:
    if it.value is None:
        return "-"
    bounds = f" ({it.interval.low:.3f}-{it.interval.high:.3f})" if it.interval else ""
    return f"{it.value:.3f}{bounds}"


def _legend(result: ExternalResult) -> Iterator[str]:
    """Yield what each system is, with its weights."""
    from eval.external import EXPLAINED

    width = max(len(it.system.value) for it in result.systems)
    for it in result.systems:
        weights = it.weights.per_signal().items()
        weighing = " + ".join(f"{weight:.2f} {signal}" for signal, weight in weights if weight)
        text = f"{it.system.value:<{width}}  {EXPLAINED[it.system]} ({weighing})"
        yield from textwrap.wrap(text, _COLUMNS, subsequent_indent=" " * (width + 2))
