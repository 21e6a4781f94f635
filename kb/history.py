"""The history of one item: every moment at which something else of it came into force."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kb.archive import Archive
from kb.differences import Difference, differences, figures_in
from kb.dutch_time import dutch_day
from kb.errors import MissingError, UnknownItemError
from kb.ledger import Activation, Version
from kb.model import Faq, Kind, Letter, Referral, Texts, Validity
from kb.release import GoldenQuestions, Notes, PublicContent, Release, key_of
from kb.rendering import question_of
from kb.validation import meant


@dataclass(frozen=True)
class KnownVersion:
    """A version of an item: `key` is `id@first day`, `digest` that of its source.

    What it asks and when it holds is None when its release was cleared away.
    """

    key: str
    digest: str
    question: str | None = None
    validity: Validity | None = None


@dataclass(frozen=True)
class ItemVersion:
    """A moment at which an item became another.

    `versions` is what there was of the item from then on; none when it was taken out. When the
    release was cleared away, `kept` is False and `versions` is what the ledger says was new.
    `differences` are against activation `compared_with`, the newest before it of which the
    release is still there; None when there is none, or when the item did not exist yet.
    """

    activation: Activation
    versions: tuple[KnownVersion, ...]
    differences: tuple[Difference, ...] = ()
    compared_with: int | None = None
    kept: bool = True


@dataclass(frozen=True)
class _Seen:
    """What was last read of the item: in which activation, and the item itself."""

    number: int | None
    item: Release


def history(archive: Archive, id_: str) -> tuple[ItemVersion, ...]:
    """Return when the item `id_` changed, the newest first. Each release is read at most once.

    A translation that changed counts; an amount that reads differently does not, but is among the
    differences where the item itself changed.

    Raises:
        UnknownItemError: no such item was ever in force.
        DamagedError: the ledger or a release does not verify.
    """
    entries = _since_first(archive.entries(), id_)
    read = _reader(archive, id_)
    seen: _Seen | None = _Seen(None, _item_of(None, id_))
    known: dict[str, str] = {}
    found: list[ItemVersion] = []
    for entry in entries:
        added = dict(_own(entry.new_versions, id_))
        item = read(entry.release)
        if item is None:
            if added:
                versions = tuple(KnownVersion(*it) for it in added.items())
                found.append(ItemVersion(entry, versions, kept=False))
            known |= added
            # that the item did not exist is known no longer
            seen = seen if seen is not None and seen.number is not None else None
            continue
        if dict(item.versions()) != known or (seen and _only_translated(seen.item, item)):
            found.append(_became(entry, item, seen))
        seen, known = _Seen(entry.number, item), dict(item.versions())
    return tuple(reversed(found))


def _since_first(entries: Sequence[Activation], id_: str) -> Sequence[Activation]:
    for at, entry in enumerate(entries):
        if any(_own(entry.new_versions, id_)):
            return entries[at:]
    ids = {key.partition("@")[0] for it in entries for key, _ in it.new_versions}
    raise UnknownItemError(id_, meant(id_, ids))


def _own(versions: Iterable[Version], id_: str) -> list[Version]:
    return [it for it in versions if it[0].partition("@")[0] == id_]


def _reader(archive: Archive, id_: str) -> Callable[[str], Release | None]:
    """Return a function that gives the item in a release; None when that was cleared away."""
    read: dict[str, Release | None] = {}

    def item(release: str) -> Release | None:
        if release not in read:
            try:
                read[release] = _item_of(archive.public(release), id_)
            except MissingError:
                read[release] = None
        return read[release]

    return item


def _item_of(public: PublicContent | None, id_: str) -> Release:
    """Return a release of one item with the figures that it uses: what is kept of each."""
    entries = [it for it in public.entries() if it.id == id_] if public else []
    names = {name for it in entries for _, name in figures_in(it)}
    own = PublicContent(
        faqs=tuple(it for it in entries if isinstance(it, Faq)),
        letters=tuple(it for it in entries if isinstance(it, Letter)),
        referrals=tuple(it for it in entries if isinstance(it, Referral)),
        figures=tuple(it for it in public.figures if it.name in names) if public else (),
        themes=(),
        terms=(),
        texts=public.texts if public else Texts(),
    )
    return Release(own, Notes(notes=()), GoldenQuestions(train=(), gate=(), test=()))


def _only_translated(before: Release, after: Release) -> bool:
    """Whether the same versions are there with other translations."""
    same = before.versions() == after.versions()
    return same and before.public.entries() != after.public.entries()


def _became(entry: Activation, item: Release, seen: _Seen | None) -> ItemVersion:
    versions = tuple(
        KnownVersion(key_of(it), it.version, question_of(it), it.validity)
        for it in item.public.entries()
    )
    if seen is None:
        return ItemVersion(entry, versions)
    compared = differences(seen.item, item, dutch_day(entry.at))
    own = tuple(it for it in compared if it.sort in set(Kind))
    return ItemVersion(entry, versions, own, seen.number)
