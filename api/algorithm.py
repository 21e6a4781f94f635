"""What is known of the algorithm that answers now: its texts, model, index and measured quality."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.bodies.algorithm import (
    AlgorithmBody,
    CurrentBody,
    IndexBody,
    MeasureBody,
    ModelBody,
    QualityBody,
    record_body,
)
from api.bodies.wire import moment_text
from api.serving import Serving
from kb.archive import Archive
from kb.store import Artefact

if TYPE_CHECKING:  # what measures quality is loaded when somebody asks for it
    from eval.run import Run
    from eval.summary import Measured


def algorithm_body(serving: Serving, archive: Archive, run: Run | None) -> AlgorithmBody:
    """Return the record of what `serving` answers with; `run` is what the gate measured of it.

    Raises:
        MissingError, DamagedError: the encoder is not in the store as it was.
    """
    entry, snapshot = serving.activation, serving.snapshot
    record = snapshot.knowledge.public.algorithm
    source = archive.store.facts(Artefact.ENCODER, snapshot.encoder_id)["bron"]
    return AlgorithmBody(
        record=record_body(record) if record else None,
        current=CurrentBody(
            number=entry.number,
            at=moment_text(entry.at),
            publication=snapshot.publication,
            program=entry.program,
            model=ModelBody(id=snapshot.encoder_id, source=_weights(str(source))),
            index=_index(serving),
            quality=_quality(run, entry.gate) if run else None,
        ),
    )


def _weights(source: str) -> str:
    """Return where weights come from, without prompts that nobody set."""
    return source.removesuffix(" None None")


def _index(serving: Serving) -> IndexBody:
    snapshot = serving.snapshot
    public = snapshot.knowledge.public
    return IndexBody(
        snapshot=snapshot.id,
        passages=len(snapshot.passages),
        faqs=len(public.faqs),
        letters=len(public.letters),
        referrals=len(public.referrals),
        languages=sorted(snapshot.languages),
    )


def _quality(run: Run, gate: str) -> QualityBody:
    from eval.summary import summary

    return QualityBody(
        run=run.id,
        measured_at=moment_text(run.began),
        day=run.day,
        status=run.status.value,
        asked=run.asked,
        gate=gate,
        measures=[_measure(it) for it in summary(run.scored)],
    )


def _measure(measured: Measured) -> MeasureBody:
    from eval.summary import EXPLAINED

    bounds = measured.interval
    return MeasureBody(
        name=measured.measure.value,
        explained=EXPLAINED[measured.measure],
        n=measured.n,
        value=_rounded(measured.value),
        low=_rounded(bounds.low) if bounds else None,
        high=_rounded(bounds.high) if bounds else None,
    )


def _rounded(value: float | None) -> float | None:
    """Return a value to a thousandth: with some hundreds of questions more says nothing."""
    return None if value is None else round(value, 3)
