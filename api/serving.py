"""What answers are made from: one frozen reference, of now or of a moment in the past."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from indexer import encoder as encoders
from indexer import snapshot as snapshots
from indexer.encoder import Encoder
from indexer.errors import SnapshotError
from indexer.letter_fit import LetterIndex, index_of
from indexer.letter_recognition import Recognised, recognise
from indexer.probes import rehearsed
from indexer.search import Searcher
from indexer.snapshot import Snapshot
from indexer.timely import TimelyEncoder, timely
from kb.answering import Found, Query, Question, answer
from kb.archive import Archive
from kb.composing import Answer
from kb.knowledge import Knowledge
from kb.ledger import Activation, first_published, in_force_at
from kb.model import Entry
from kb.policy import Policy
from kb.release import key_of
from kb.suggestions import Suggestions
from kb.switch import Pulled, Switch


@dataclass(frozen=True)
class Serving:
    """Everything one answer is made from. Immutable.

    A request reads the reference to it once and uses nothing else: reading it twice while it is
    swapped would mix two releases in one answer.
    """

    activation: Activation
    snapshot: Snapshot
    search: Searcher
    published: Mapping[tuple[str, str], datetime]
    policy: Policy = field(default_factory=Policy)
    pulled: Pulled | None = None
    """How the kill switch is pulled, if it is: then nothing is looked for and nobody answered."""

    def answer(self, question: Question) -> Answer:
        """Answer one question: what every face gives."""
        search = _nothing if self.pulled else self.search
        return answer(question, self.knowledge, search, self.policy)

    def recognise(self, text: str, day: date | None = None) -> tuple[Recognised, ...]:
        """Return which letters a text may be; none while the kill switch is pulled."""
        return () if self.pulled else recognise(text, self.letters, day)

    def under(self, pulled: Pulled | None) -> Serving:
        """Return what answers while the kill switch is so."""
        return self if pulled == self.pulled else replace(self, pulled=pulled)

    def timely(self) -> Serving:
        """Return this reference with a time limit for its encoder, as a server needs."""
        search = replace(self.search, encoder=timely(self.search.encoder))
        return replace(self, search=search)

    @property
    def knowledge(self) -> Knowledge:
        """The public content of the snapshot."""
        return self.snapshot.knowledge

    @cached_property
    def suggestions(self) -> Suggestions:
        """The questions of the snapshot, ready to be suggested; made when first asked for."""
        return Suggestions(self.knowledge)

    @cached_property
    def letters(self) -> LetterIndex:
        """The letters of the snapshot, ready to be recognised; made when first asked for."""
        return index_of(self.knowledge)

    def knows(self, id_: str, version: str) -> bool:
        """Whether a text with this id was ever published in this version."""
        return any(it[1] == version and it[0].partition("@")[0] == id_ for it in self.published)

    def changed_at(self, entry: Entry) -> datetime | None:
        """Return when this version of `entry` was first published."""
        return self.published.get((key_of(entry), entry.version))


def _nothing(_query: Query) -> Found:
    """Look for nothing, as long as nobody may be answered."""
    return Found((), stopped=True)


def load_serving(home: Path, loaded: Encoder | None = None) -> Serving:
    """Verify and load what is active under `home`; `loaded` is used again when it is the same.

    Raises:
        NothingActiveError: nothing was published yet.
        MissingError, DamagedError, SnapshotError, EncoderError: it cannot be served.
    """
    archive = Archive(home)
    return serving_of(archive, archive.ledger.active(), loaded)


def load_snapshot(home: Path) -> Snapshot:
    """Verify and load the snapshot of what is active, without its encoder: letters need none.

    Raises:
        NothingActiveError: nothing was published yet.
        MissingError, DamagedError, SnapshotError: it cannot be read.
    """
    archive = Archive(home)
    return snapshots.load(archive.store, archive.ledger.active().snapshot)


def serving_of(archive: Archive, activation: Activation, loaded: Encoder | None = None) -> Serving:
    """Verify and load what an entry of the ledger put in force, as it was then.

    Raises:
        MissingError, DamagedError, SnapshotError, EncoderError: it cannot be served.
    """
    same = loaded is not None and loaded.id == activation.encoder
    encoder = loaded if same and loaded else encoders.load(archive.store, activation.encoder)
    patient = encoder.unhurried() if isinstance(encoder, TimelyEncoder) else encoder
    search = rehearsed(archive.store, activation.snapshot, patient)
    if search.snapshot.publication != activation.public:
        raise SnapshotError(f"Momentopname {activation.snapshot} is van een andere publicatie.")
    return Serving(
        activation=activation,
        snapshot=search.snapshot,
        search=replace(search, encoder=encoder),
        published=first_published(archive.entries()[: activation.number]),
        policy=search.parameters.policy,
    )


class Reconstruction:
    """Loads what was in force at a moment. It keeps the last one that was asked for."""

    def __init__(self, home: Path) -> None:
        self._archive = Archive(home)
        self._lock = threading.Lock()
        self._last: Serving | None = None

    def at(self, moment: datetime, now: Serving | None = None) -> Serving:
        """Return what answered at `moment`; `now` is used where it is the same.

        When the kill switch was pulled then, that is nothing.

        Raises:
            NotPublishedYetError: nothing was published by then.
            MissingError: it was cleared away after its retention.
            DamagedError, SnapshotError, EncoderError: it cannot be loaded.
        """
        return self._in_force_at(moment, now).under(Switch(self._archive.home).at(moment))

    def _in_force_at(self, moment: datetime, now: Serving | None) -> Serving:
        activation = in_force_at(self._archive.entries(), moment)
        if now is not None and now.activation == activation:
            return now
        with self._lock:
            if self._last is None or self._last.activation != activation:
                self._last = None  # one old snapshot in memory at a time
                encoder = now.search.encoder if now else None
                made = serving_of(self._archive, activation, encoder)
                self._last = made.timely() if now else made
            return self._last
