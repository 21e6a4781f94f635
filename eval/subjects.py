"""What can be measured, by the name that somebody gives it."""

from __future__ import annotations

from dataclasses import dataclass

from eval.errors import NoQuestionsError
from eval.judgement import encoder_of
from eval.run import Subject
from eval.scoring import expected_outcome
from indexer import probes
from indexer.encoder import Encoder
from kb.archive import Archive
from kb.errors import NothingActiveError
from kb.ledger import named
from kb.model import GoldenQuestion, GoldenSet
from kb.release import GoldenQuestions


@dataclass(frozen=True)
class Measurable:
    """A snapshot that is ready to be asked, with the golden questions of its release."""

    subject: Subject
    golden: GoldenQuestions


def published(archive: Archive, name: str, loaded: Encoder | None = None) -> Measurable:
    """Return what `name` means in the ledger, ready to be measured.

    Raises:
        NothingActiveError: nothing was published yet.
        UnknownReleaseError: `name` means no release, or several.
        MissingError, DamagedError, SnapshotError, EncoderError: it cannot be loaded.
    """
    entries = archive.entries()
    if not entries:
        raise NothingActiveError
    entry = named(entries, name)
    encoder = encoder_of(archive, entry.encoder, loaded)
    searcher = probes.rehearsed(archive.store, entry.snapshot, encoder)
    golden = archive.release(entry.release).golden
    return Measurable(Subject(f"publicatie {entry.number}", searcher, entry.release), golden)


def selected(
    golden: GoldenQuestions, sets: tuple[GoldenSet, ...], slices: tuple[tuple[str, str], ...]
) -> tuple[GoldenQuestion, ...]:
    """Return the questions of some sets for which every (key, value) of `slices` holds.

    Keys are the Dutch keys of a golden question: soort, taal, persona, kanaal, beschermd, ….

    Raises:
        NoQuestionsError: there are none.
    """
    questions = [it for name in sets for it in golden.of(name)]
    found = tuple(it for it in questions if all(_value(it, key) == value for key, value in slices))
    if not found:
        raise NoQuestionsError(", ".join([*sets, *(f"{key}={value}" for key, value in slices)]))
    return found


def _value(question: GoldenQuestion, key: str) -> str:
    if key == "uitkomst":  # left out where an answer is expected
        return expected_outcome(question).value
    value = question.model_dump(mode="json", by_alias=True).get(key)
    if isinstance(value, bool):
        return "ja" if value else "nee"
    return "" if value is None else str(value)
