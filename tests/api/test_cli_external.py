"""`vraagbaak eval external`: a folder is measured, shown as tables or JSON, or refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from api.cli.commands.evaluate_external import external
from api.cli.main import run

CORPUS = (
    {"_id": "pas", "title": "Hoe vraag ik een paspoort aan?", "text": "Maak een afspraak."},
    {"_id": "afval", "title": "Wanneer wordt het afval opgehaald?", "text": "Op maandag."},
    {"_id": "boete", "title": "Hoe betaal ik mijn boete?", "text": "U betaalt met iDEAL."},
)
QUERIES = (
    {"_id": "q1", "text": "when is the rubbish collected?", "metadata": {"lang": "en"}},
    {"_id": "q2", "text": "wannear wurdt it ôffal ophelle?", "metadata": {"lang": "fy"}},
    {"_id": "q3", "text": "mag ik hier parkeren?"},
)
HEADER = "query-id\tcorpus-id\tscore\n"
JUDGEMENTS = HEADER + "q1\tafval\t1\nq2\tafval\t1\nq3\tboete\t0\n"

Write = Callable[[str], Path]
Out = pytest.CaptureFixture[str]


@pytest.fixture
def written(tmp_path: Path) -> Write:
    """Return a function that writes the set with these judgements and returns its folder."""

    def lines(records: tuple[Mapping[str, object], ...]) -> str:
        return "".join(json.dumps(it) + "\n" for it in records)

    def write(judgements: str) -> Path:
        folder = tmp_path / "afval"
        (folder / "qrels").mkdir(parents=True)
        (folder / "corpus.jsonl").write_text(lines(CORPUS))
        (folder / "queries.jsonl").write_text(lines(QUERIES))
        (folder / "qrels" / "test.tsv").write_text(judgements)
        return folder

    return write


@pytest.mark.parametrize(
    ("judgements", "sentence"),
    [
        (HEADER, "qrels/test.tsv: er staat geen oordeel in; voeg er een toe."),
        ("", "qrels/test.tsv: dit bestand is leeg; vul het of haal de set weg."),
    ],
)
def test_a_set_that_judges_nothing_is_refused_before_the_encoder_is_touched(
    written: Write,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Out,
    judgements: str,
    sentence: str,
) -> None:
    monkeypatch.setenv("VRAAGBAAK_HOME", str(tmp_path / "home"))
    assert run(external, [str(written(judgements))]) == 1
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", sentence + "\n")
    assert not (tmp_path / "home").exists()


def test_without_a_folder_one_sentence_says_what_is_missing(capsys: Out) -> None:
    assert run(external, []) == 2
    assert capsys.readouterr().err.startswith("Verkeerd gebruik: MAP ontbreekt.\n")


@pytest.mark.slow
def test_a_folder_is_measured_as_json_and_only_vectors_are_remembered(
    written: Write, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    monkeypatch.setenv("VRAAGBAAK_HOME", str(home))
    assert run(external, [str(written(JUDGEMENTS)), "--json"]) == 0
    table = json.loads(capsys.readouterr().out)
    assert (table["set"], table["vragen"], table["vragenZonderGoedeTekst"]) == ("afval", 2, 1)
    product, *_ = table["systemen"]
    assert product["perTaal"]["en"][0]["maat"] == "recall@1"
    assert product["perTaal"]["en"][0]["waarde"] == 1.0
    assert {it.name for it in home.iterdir()} == {"store", "cache", "publish.lock"}
    assert {it.name for it in (home / "store").iterdir()} == {"encoders"}


@pytest.mark.slow
def test_a_terminal_of_100_columns_gets_a_table_per_measure_with_a_row_per_language(
    written: Write, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    monkeypatch.setenv("VRAAGBAAK_HOME", str(home))
    assert run(external, [str(written(JUDGEMENTS))]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Set afval: 3 teksten, 2 vragen"
    assert "Niet gesteld, omdat geen tekst erbij goed is: 1" in lines
    assert max(map(len, lines)) <= 100
    for title in ("recall@1, met 95%-interval", "recall@3", "recall@10", "MRR", "nDCG@10"):
        at = lines.index(title)
        assert lines[at + 1].split() == [
            *("taal", "n", "dienst", "vectoren", "vraagvectoren", "woorden")
        ]
        assert [line.split()[:2] for line in lines[at + 2 : at + 5]] == [
            ["alle", "2"],
            ["en", "1"],
            ["fy", "1"],
        ]
    (product,) = (it for it in lines if it.startswith("dienst "))
    assert product.startswith("dienst         zoals de dienst zoekt (0.")
    assert lines[-1] == "woorden        BM25; zonder gedeeld woord niet gevonden (1.00 woorden)"
