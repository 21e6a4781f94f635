"""Retrieval measured on a small set of others, with the real encoder."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from eval.beir import ExternalDocument, ExternalQuestion, ExternalSet
from eval.errors import ExternalSetError
from eval.external import ExternalResult, System, measure_external
from eval.summary import Measure, Measured
from indexer.encoder import Encoder, Vectors
from indexer.errors import EncoderError
from indexer.parameters import Weights, fitted
from indexer.signals import Signal

DOCUMENTS = {
    "pas": ("Hoe vraag ik een paspoort aan?", "U maakt een afspraak. Neem een pasfoto mee."),
    "kwijt": ("Hoe meld ik een verlopen paspoort?", "Lever het in bij de balie."),
    "afval": ("Wanneer wordt het afval opgehaald?", "Op maandag. Zet de bak vroeg buiten."),
    "dak": ("Waar vraag ik subsidie voor mijn dak aan?", "Dat doet u bij RVO."),
    "kapel": ("Waar vraag ik een vergunning voor een dakkapel aan?", "Dat doet u bij ODR."),
    "boete": ("Hoe betaal ik mijn boete?", "U betaalt met iDEAL."),
}
ACRONYM = ExternalQuestion("q1", "wat is RVO", "nl", {"dak": 1})
ENGLISH = ExternalQuestion("q2", "when is the rubbish collected?", "en", {"afval": 1})
FRISIAN = ExternalQuestion("q3", "wannear wurdt it ôffal ophelle?", "fy", {"afval": 1})
GRADED = ExternalQuestion("q4", "paspoort verlopen", "nl", {"pas": 2, "boete": 1, "kwijt": 0})
UNSAID = ExternalQuestion("q5", "verlopen paspoort", None, {"kwijt": 1})
JUDGED_USELESS = ExternalQuestion("q6", "paspoort", "nl", {"boete": 0})

OWN = Weights(nearest=0.4, neighbours=0.2, topic=0.1, text=0.1, words=0.1, grams=0.1, pointed=0.0)
WORDS_ALONE = Weights(nearest=0, neighbours=0, topic=0, text=0, words=0.5, grams=0.5, pointed=0)

Values = dict[Measure, float | None]
Measuring = Callable[..., ExternalResult]


def a_set(*questions: ExternalQuestion) -> ExternalSet:
    documents = tuple(ExternalDocument(id_, *it, "nl") for id_, it in DOCUMENTS.items())
    return ExternalSet("klein", documents, questions)


@pytest.fixture
def measuring(encoder: Encoder, tmp_path: Path) -> Measuring:
    """Return a function that measures some questions on the small set."""

    def measure(*questions: ExternalQuestion, encoder: Encoder = encoder) -> ExternalResult:
        return measure_external(
            a_set(*questions), encoder, tmp_path / "home", tmp_path / "kladblok"
        )

    return measure


def values(measured: Sequence[Measured]) -> Values:
    return {it.measure: it.value for it in measured}


def recall_at_1(result: ExternalResult) -> dict[System, float | None]:
    return {it.system: values(it.overall)[Measure.RECALL_1] for it in result.systems}


def test_words_find_the_acronym_that_vectors_miss_and_the_product_uses_both(
    measuring: Measuring,
) -> None:
    assert recall_at_1(measuring(ACRONYM)) == {
        System.PRODUCT: 1.0,
        System.DENSE: 0.0,
        System.QUESTION: 0.0,
        System.LEXICAL: 1.0,
    }


def test_vectors_find_what_is_asked_in_another_language_and_words_do_not(
    measuring: Measuring,
) -> None:
    assert recall_at_1(measuring(ENGLISH)) == {
        System.PRODUCT: 1.0,
        System.DENSE: 1.0,
        System.QUESTION: 1.0,
        System.LEXICAL: 0.0,
    }


def test_without_a_word_in_common_words_find_nothing_in_any_place(measuring: Measuring) -> None:
    lexical = measuring(ENGLISH).systems[-1]
    assert lexical.system is System.LEXICAL
    assert set(values(lexical.overall).values()) == {0.0}


def test_measures_are_those_of_the_ranking_worked_out_by_hand(measuring: Measuring) -> None:
    # words rank `kwijt` (both words), then `pas` (one word); `boete` has none of them
    assert values(measuring(GRADED).systems[-1].overall) == {
        Measure.RECALL_1: 0.0,
        Measure.RECALL_3: 1 / 2,
        Measure.RECALL_10: 1 / 2,
        Measure.MRR: 1 / 2,
        Measure.NDCG: pytest.approx((2 / math.log2(3)) / (2 + 1 / math.log2(3))),
    }


def test_a_slice_is_measured_per_language_also_one_that_the_product_does_not_know(
    measuring: Measuring,
) -> None:
    for system in measuring(ENGLISH, FRISIAN, ACRONYM, UNSAID, GRADED).systems:
        counts = {language: it[0].n for language, it in system.per_language.items()}
        assert list(counts.items()) == [("nl", 2), ("en", 1), ("fy", 1), ("onbekend", 1)]
        assert system.overall[0].n == 5


def test_a_language_the_product_does_not_know_is_searched_all_the_same(
    measuring: Measuring,
) -> None:
    assert recall_at_1(measuring(FRISIAN))[System.PRODUCT] == 1.0


def test_the_whole_is_the_mean_over_questions_not_over_languages(measuring: Measuring) -> None:
    lexical = measuring(ENGLISH, ACRONYM, UNSAID).systems[-1]
    assert values(lexical.overall)[Measure.RECALL_1] == pytest.approx(2 / 3)


@pytest.mark.parametrize("system", System)
@pytest.mark.parametrize("own", [OWN, WORDS_ALONE])
def test_the_weights_of_every_system_add_up_to_1(system: System, own: Weights) -> None:
    assert sum(system.weights(own).per_signal().values()) == pytest.approx(1.0)


def test_vectors_alone_keep_the_balance_that_they_have_in_the_product() -> None:
    assert System.DENSE.weights(OWN).per_signal() == pytest.approx(
        {
            Signal.NEAREST: 0.5,
            Signal.NEIGHBOURS: 0.25,
            Signal.TOPIC: 0.125,
            Signal.TEXT: 0.125,
            Signal.WORDS: 0,
            Signal.GRAMS: 0,
            Signal.POINTED: 0,
        }
    )


@pytest.mark.parametrize(
    ("system", "signal"), [(System.QUESTION, Signal.NEAREST), (System.LEXICAL, Signal.WORDS)]
)
@pytest.mark.parametrize("own", [OWN, WORDS_ALONE])
def test_one_signal_alone_counts_whatever_it_counts_in_the_product(
    system: System, signal: Signal, own: Weights
) -> None:
    assert system.weights(own).per_signal() == {it: float(it is signal) for it in Signal}


def test_the_product_is_measured_with_its_own_weights(measuring: Measuring) -> None:
    product = measuring(ACRONYM).systems[0]
    assert (product.system, product.weights) == (System.PRODUCT, fitted().weights)


def test_recall_at_1_has_an_interval_that_holds_it(measuring: Measuring) -> None:
    found = measuring(ACRONYM, ENGLISH, UNSAID).systems[-1].overall
    first = found[0]
    assert first.measure is Measure.RECALL_1
    assert first.interval is not None
    assert first.value is not None
    assert first.interval.low < first.value < first.interval.high
    assert [it.interval for it in found[1:]] == [None] * 4


def test_a_few_questions_that_all_end_alike_are_not_called_certain(measuring: Measuring) -> None:
    product, *_, lexical = measuring(ENGLISH, FRISIAN).systems
    surely, never = product.overall[0].interval, lexical.overall[0].interval
    assert surely is not None
    assert never is not None
    assert surely.low < 0.5
    assert surely.high == 1.0
    assert never.low == 0.0
    assert never.high > 0.5


def test_a_question_of_which_no_judged_text_is_good_is_counted_apart(measuring: Measuring) -> None:
    found = measuring(ACRONYM, JUDGED_USELESS)
    assert (found.asked, found.left_out) == (1, 1)


def test_a_set_without_a_single_good_text_is_refused(measuring: Measuring) -> None:
    with pytest.raises(ExternalSetError, match=r"^qrels/test\.tsv: geen oordeel is hoger dan 0;"):
        measuring(JUDGED_USELESS)


def test_a_question_of_which_nothing_is_left_finds_nothing(measuring: Measuring) -> None:
    hidden = replace(ACRONYM, text="\u200b", gains=dict.fromkeys(DOCUMENTS, 1))
    assert set(recall_at_1(measuring(hidden)).values()) == {0.0}


class Counting:
    """The real encoder, counting what it is asked to embed; it refuses one text."""

    def __init__(self, encoder: Encoder, refused: str = "") -> None:
        self.id = encoder.id
        self.embedded = 0
        self._encoder, self._refused = encoder, refused

    def questions(self, texts: Sequence[str]) -> Vectors:
        if self._refused in texts:
            raise EncoderError("De encoder weigert.")
        self.embedded += len(texts)
        return self._encoder.questions(texts)

    def passages(
        self, texts: Sequence[str], progress: Callable[[int], None] = lambda _count: None
    ) -> Vectors:
        self.embedded += len(texts)
        return self._encoder.passages(texts, progress)


def test_a_second_time_nothing_is_embedded_and_the_figures_are_the_same(
    encoder: Encoder, tmp_path: Path
) -> None:
    counting = Counting(encoder)
    first, second = (
        measure_external(a_set(ACRONYM, ENGLISH), counting, tmp_path / "home", tmp_path / name)
        for name in ("eerste", "tweede")
    )
    # 6 questions and 6 texts are indexed, the 6 are probes too, 2 are asked
    assert counting.embedded == 6 + 6 + 6 + 2
    assert first == second


def test_a_question_that_the_encoder_refuses_stops_the_measurement(
    measuring: Measuring, encoder: Encoder
) -> None:
    with pytest.raises(EncoderError, match=r"zet vraag 'q2' niet om; niets is gemeten\.$"):
        measuring(ACRONYM, ENGLISH, encoder=Counting(encoder, refused=ENGLISH.text))


def test_progress_counts_texts_and_questions_up_to_one_total(
    encoder: Encoder, tmp_path: Path
) -> None:
    seen: list[tuple[int, int]] = []
    measure_external(
        a_set(ACRONYM, ENGLISH),
        encoder,
        tmp_path,
        tmp_path / "kladblok",
        lambda done, total: seen.append((done, total)),
    )
    assert {total for _, total in seen} == {6 + 6 + 2}
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1] == (14, 14)


def test_the_json_has_every_measure_of_every_system_in_every_language(
    measuring: Measuring,
) -> None:
    table = json.loads(json.dumps(measuring(ACRONYM, ENGLISH, FRISIAN).table()))
    assert (table["set"], table["teksten"], table["vragen"]) == ("klein", 6, 3)
    assert [it["systeem"] for it in table["systemen"]] == [
        "dienst",
        "vectoren",
        "vraagvectoren",
        "woorden",
    ]
    names = ["recall@1", "recall@3", "recall@10", "MRR", "nDCG@10"]
    for system in table["systemen"]:
        assert set(system["weging"]) == {it.value for it in Signal}
        assert set(system["perTaal"]) == {"nl", "en", "fy"}
        for rows in (system["alle"], *system["perTaal"].values()):
            assert [it["maat"] for it in rows] == names
            assert all(it["n"] and it["waarde"] is not None for it in rows)
            assert len(rows[0]["interval"]) == 2
