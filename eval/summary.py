"""What a run amounts to: measures with their intervals, over all questions or a slice of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from eval.measures import (
    expected_calibration_error,
    mean,
    ndcg_at_k,
    reciprocal_rank,
    success_at,
)
from eval.scoring import Scored
from eval.statistics import Interval, bootstrap_interval, wilson_interval
from kb.knowledge import Knowledge
from kb.model import Faq, Outcome


class Measure(StrEnum):
    """What is measured, by the name that reports and tables use."""

    RIGHT_AT_1 = "goed op 1"
    RIGHT_AT_3 = "goed op 3"
    OUT_OF_SCOPE = "buiten bereik herkend"
    FALSE_ANSWER = "onterecht antwoord"
    FALSE_REFUSAL = "onterecht geweigerd"
    DISTRESS_RECALL = "nood herkend"
    DISTRESS_FALSE_ALARM = "nood vals alarm"
    RECALL_1 = "recall@1"
    RECALL_3 = "recall@3"
    RECALL_10 = "recall@10"
    MRR = "MRR"
    NDCG = "nDCG@10"
    CALIBRATION_ERROR = "ijkfout"
    LANGUAGE = "taal herkend"


EXPLAINED: Final[Mapping[Measure, str]] = {
    Measure.RIGHT_AT_1: "van de vragen die een antwoord horen te krijgen: het goede antwoord staat "
    "vooraan; een keuze of weigering telt niet",
    Measure.RIGHT_AT_3: "hetzelfde, maar het goede antwoord staat bij de eerste drie, ook in een "
    "keuze",
    Measure.OUT_OF_SCOPE: "van de vragen die wij niet beantwoorden: geweigerd of verwezen",
    Measure.FALSE_ANSWER: "van alle vragen: er is stellig een antwoord gegeven dat niet klopt",
    Measure.FALSE_REFUSAL: "van de vragen die een antwoord horen te krijgen: wij zeiden dat wij "
    "het niet weten",
    Measure.DISTRESS_RECALL: "van de noodvragen: er zijn mensen genoemd die kunnen helpen",
    Measure.DISTRESS_FALSE_ALARM: "van de andere vragen: ten onrechte als nood behandeld",
    Measure.RECALL_1: "de zoekmachine zet een goede tekst op 1, los van wat wij daarna zeggen",
    Measure.RECALL_3: "bij de eerste 3",
    Measure.RECALL_10: "bij de eerste 10",
    Measure.MRR: "gemiddelde van 1 gedeeld door de plaats van de goede tekst",
    Measure.NDCG: "hoe hoog de goede teksten bij de eerste 10 staan",
    Measure.CALIBRATION_ERROR: "hoe ver de zekerheid gemiddeld van de werkelijkheid ligt",
    Measure.LANGUAGE: "de taal van de vraag is goed herkend",
}
"""What each measure says, in the words of a report."""

LOWER_IS_BETTER: Final = frozenset(
    {
        Measure.FALSE_ANSWER,
        Measure.FALSE_REFUSAL,
        Measure.DISTRESS_FALSE_ALARM,
        Measure.CALIBRATION_ERROR,
    }
)


@dataclass(frozen=True)
class Measured:
    """One measure over `n` questions. The value is None when there were none; 95 % interval."""

    measure: Measure
    n: int
    value: float | None
    interval: Interval | None

    def table(self) -> dict[str, Any]:
        """Return it as it is printed with --json."""
        bounds = [self.interval.low, self.interval.high] if self.interval else None
        return {"maat": self.measure.value, "n": self.n, "waarde": self.value, "interval": bounds}


def _is_distress(it: Scored) -> bool:
    return it.expected_outcome is Outcome.DISTRESS


_SHARES: Final[Mapping[Measure, tuple[Callable[[Scored], bool], Callable[[Scored], bool]]]] = {
    Measure.RIGHT_AT_1: (lambda it: it.in_scope, lambda it: it.right_at_1),
    Measure.RIGHT_AT_3: (lambda it: it.in_scope, lambda it: it.right_at_3),
    Measure.OUT_OF_SCOPE: (lambda it: it.out_of_scope, lambda it: it.refused_or_referred),
    Measure.FALSE_ANSWER: (lambda _it: True, lambda it: it.false_answer),
    Measure.FALSE_REFUSAL: (lambda it: it.in_scope, lambda it: it.false_refusal),
    Measure.DISTRESS_RECALL: (_is_distress, lambda it: it.right_at_1),
    Measure.DISTRESS_FALSE_ALARM: (
        lambda it: not _is_distress(it),
        lambda it: it.outcome is Outcome.DISTRESS,
    ),
    Measure.LANGUAGE: (lambda _it: True, lambda it: it.language == it.question.language),
}
"""Of which questions a measure is the share, and for which of them it holds."""


def applies(measure: Measure, it: Scored) -> bool:
    """Whether a question counts for a measure that is a share."""
    return _SHARES[measure][0](it)


def holds(measure: Measure, it: Scored) -> bool:
    """Whether a question that counts for a share is among those it counts."""
    return _SHARES[measure][1](it)


def summary(scored: Sequence[Scored]) -> tuple[Measured, ...]:
    """Return every measure over `scored`, in the order of `Measure`."""
    found = {it: _share(it, scored) for it in _SHARES}
    ranked = [it for it in scored if it.question.expected]
    for measure, k in ((Measure.RECALL_1, 1), (Measure.RECALL_3, 3), (Measure.RECALL_10, 10)):
        found[measure] = _of_share(measure, [bool(success_at(it.rank, k)) for it in ranked])
    found[Measure.MRR] = _of_mean(Measure.MRR, [reciprocal_rank(it.rank) for it in ranked])
    gains = [
        ndcg_at_k(it.ranking, dict.fromkeys(it.question.expected, 1.0), 10) or 0.0 for it in ranked
    ]
    found[Measure.NDCG] = _of_mean(Measure.NDCG, gains)
    sure = [(it.confidence, it.first_is_right) for it in scored if it.confidence is not None]
    error = expected_calibration_error([at for at, _ in sure], [right for _, right in sure])
    found[Measure.CALIBRATION_ERROR] = Measured(Measure.CALIBRATION_ERROR, len(sure), error, None)
    return tuple(found[it] for it in Measure)


def _share(measure: Measure, scored: Iterable[Scored]) -> Measured:
    return _of_share(measure, [holds(measure, it) for it in scored if applies(measure, it)])


def _of_share(measure: Measure, right: Sequence[bool]) -> Measured:
    interval = wilson_interval(sum(right), len(right))
    return Measured(measure, len(right), mean([float(it) for it in right]), interval)


def _of_mean(measure: Measure, values: Sequence[float]) -> Measured:
    return Measured(measure, len(values), mean(values), bootstrap_interval(values))


class Slicing(StrEnum):
    """By what questions are told apart."""

    KIND = "soort"
    LANGUAGE = "taal"
    PERSONA = "persona"
    CHANNEL = "kanaal"
    OUTCOME = "verwacht"
    THEME = "thema"
    AUDIENCE = "doelgroep"
    OWNER = "eigenaar"


def slices(
    scored: Iterable[Scored], knowledge: Knowledge, by: Slicing
) -> dict[str, tuple[Scored, ...]]:
    """Return the questions per value of `by`; one whose item has none, or is gone, is under ""."""
    found: dict[str, list[Scored]] = {}
    for it in scored:
        found.setdefault(value_of(it, knowledge, by), []).append(it)
    return {name: tuple(found[name]) for name in sorted(found)}


def value_of(it: Scored, knowledge: Knowledge, by: Slicing) -> str:
    """Return the value of one question; theme, audience and owner are those of its answer."""
    question = it.question
    match by:
        case Slicing.KIND:
            return question.sort
        case Slicing.LANGUAGE:
            return question.language
        case Slicing.PERSONA:
            return question.persona
        case Slicing.CHANNEL:
            return question.channel
        case Slicing.OUTCOME:
            return it.expected_outcome.value
    entries = (entry for entry in knowledge.entries if entry.id in question.expected)
    entry = next(entries, None)
    if entry is None:
        return ""
    if by is Slicing.AUDIENCE:
        return entry.audience.value
    if by is Slicing.OWNER:
        return entry.owner or ""
    return entry.theme if isinstance(entry, Faq) else entry.kind.value
