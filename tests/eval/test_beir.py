"""Reading a set of others in the BEIR layout: what is read, and where it is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from eval.beir import ExternalDocument, ExternalSet, read_external_set
from eval.errors import EvalError, ExternalSetError

CORPUS = """\
{"_id": "d1", "title": "Stoppen", "text": "De app stopt.", "metadata": {"lang": "nl"}}
{"_id": "d2", "title": "", "text": "Regel een\u2028regel twee.", "metadata": {"url": "https://x"}}
{"_id": "d3", "title": "Alleen een titel"}
"""
QUERIES = """\
{"_id": "q2", "text": "Why does it stop?", "metadata": {"lang": "en"}}
{"_id": "q1", "text": "waarom stopt het", "metadata": {}}
{"_id": "q3", "text": "van een ander deel", "metadata": null}
"""
JUDGEMENTS = "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\nq2\td3\t1\n"

Write = Callable[..., Path]


@pytest.fixture
def written(tmp_path: Path) -> Write:
    """Return a function that writes the small set, changed as given, and returns its folder."""

    def write(
        corpus: str | bytes | None = CORPUS,
        queries: str | bytes | None = QUERIES,
        judgements: str | bytes | None = JUDGEMENTS,
    ) -> Path:
        folder = tmp_path / "klein"
        (folder / "qrels").mkdir(parents=True)
        files = {"corpus.jsonl": corpus, "queries.jsonl": queries, "qrels/test.tsv": judgements}
        for name, text in files.items():
            if text is not None:
                raw = text if isinstance(text, bytes) else text.encode()
                (folder / name).write_bytes(raw)
        return folder

    return write


def refusal(folder: Path) -> ExternalSetError:
    with pytest.raises(ExternalSetError) as caught:
        read_external_set(folder)
    return caught.value


def test_documents_and_questions_are_read_in_the_order_of_their_files(written: Write) -> None:
    found = read_external_set(written())
    assert found.name == "klein"
    assert found.documents == (
        ExternalDocument("d1", "Stoppen", "De app stopt.", "nl"),
        ExternalDocument("d2", "", "Regel een\u2028regel twee.", None),
        ExternalDocument("d3", "Alleen een titel", "", None),
    )
    assert [(it.id, it.text, it.language) for it in found.questions] == [
        ("q2", "Why does it stop?", "en"),
        ("q1", "waarom stopt het", None),
    ]


def test_a_question_knows_its_gains_and_which_of_them_are_relevant(written: Write) -> None:
    found = {it.id: it for it in read_external_set(written()).questions}
    assert found["q1"].gains == {"d1": 2, "d2": 0}
    assert found["q1"].relevant == {"d1"}
    assert found["q2"].relevant == {"d3"}


def test_a_question_that_this_part_does_not_judge_is_not_in_it(written: Write) -> None:
    assert "q3" not in {it.id for it in read_external_set(written()).questions}


def test_what_was_read_cannot_be_changed(written: Write) -> None:
    found: ExternalSet = read_external_set(written())
    with pytest.raises(AttributeError):
        found.questions[0].text = "anders"  # type: ignore[misc]
    with pytest.raises(TypeError):
        found.questions[0].gains["d1"] = 1  # type: ignore[index]


def test_line_ends_of_windows_a_byte_order_mark_and_blank_lines_are_no_trouble(
    written: Write,
) -> None:
    windows = [
        b"\xef\xbb\xbf" + text.replace("\n", "\r\n\r\n").encode()
        for text in (CORPUS, QUERIES, JUDGEMENTS)
    ]
    found = read_external_set(written(*windows))
    assert [len(found.documents), len(found.questions)] == [3, 2]


@pytest.mark.parametrize(
    ("corpus", "line", "reason"),
    [
        (CORPUS + "{kapot\n", 4, "geen JSON-object"),
        (CORPUS + '\n["d4"]\n', 5, "geen JSON-object"),
        (CORPUS + "[" * 100_000, 4, "geen JSON-object"),
        (CORPUS + '{"title": "x"}', 4, "'_id' ontbreekt"),
        (CORPUS + '{"_id": 4, "text": "x"}', 4, "'_id' is geen tekst"),
        (CORPUS + '{"_id": "d4", "text": ["x"]}', 4, "'text' is geen tekst"),
        (CORPUS + '{"_id": "d1", "text": "x"}', 4, "staat ook op regel 1"),
        (CORPUS + '{"_id": "d4", "title": " ", "text": ""}', 4, "is leeg"),
        (CORPUS + '{"_id": "d4", "text": "x", "metadata": "nl"}', 4, '"metadata": {"lang"'),
        (CORPUS + '{"_id": "d4", "text": "x", "metadata": {"lang": 1}}', 4, '"metadata": {"lang"'),
        (CORPUS.encode() + b'{"_id": "d4", "text": "\xe9\xe9n"}', 4, "geen UTF-8"),
        ("\n \n", None, "is leeg"),
        (None, None, "niet te lezen"),
    ],
)
def test_a_corpus_that_does_not_fit_is_refused_with_its_line(
    written: Write, corpus: str | bytes | None, line: int | None, reason: str
) -> None:
    found = refusal(written(corpus=corpus))
    assert (found.file, found.line) == ("corpus.jsonl", line)
    assert reason in str(found)


@pytest.mark.parametrize(
    ("queries", "reason"),
    [
        (QUERIES + '{"_id": "q4", "text": " "}', "vraag 'q4' is leeg"),
        (QUERIES + '{"_id": "q2", "text": "x"}', "staat ook op regel 1"),
    ],
)
def test_a_question_that_does_not_fit_is_refused_with_its_line(
    written: Write, queries: str, reason: str
) -> None:
    found = refusal(written(queries=queries))
    assert (found.file, found.line) == ("queries.jsonl", 4)
    assert reason in str(found)


@pytest.mark.parametrize(
    ("judgements", "line", "reason"),
    [
        (JUDGEMENTS + "q9\td1\t1\n", 5, "'q9' staat niet in queries.jsonl"),
        (JUDGEMENTS + "q1\td9\t1\n", 5, "'d9' staat niet in corpus.jsonl"),
        (JUDGEMENTS + "q1\td1\t1\n", 5, "al beoordeeld"),
        (JUDGEMENTS + "q1 d3 1\n", 5, "drie velden"),
        (JUDGEMENTS + "q1\td3\t0.5\n", 5, "geheel getal"),
        ("q1\td1\t1\n", 1, "de kop hoort te zijn"),
        ("query-id\tcorpus-id\tscore\n", None, "geen oordeel"),
        (None, None, "niet te lezen"),
    ],
)
def test_a_judgement_that_does_not_fit_is_refused_with_its_line(
    written: Write, judgements: str | None, line: int | None, reason: str
) -> None:
    found = refusal(written(judgements=judgements))
    assert (found.file, found.line) == ("qrels/test.tsv", line)
    assert reason in str(found)


def test_a_refusal_is_one_sentence_that_begins_with_the_place() -> None:
    found = ExternalSetError("corpus.jsonl", 3, "dit is geen JSON-object; zet er een")
    assert str(found) == "corpus.jsonl, regel 3: dit is geen JSON-object; zet er een."
    assert isinstance(found, EvalError)
