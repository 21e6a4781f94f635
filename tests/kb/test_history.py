"""The history of one item: when it changed, into what, and what is no longer known of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from kb.activation import activate
from kb.archive import Archive
from kb.differences import Change, FieldChange, FigureChange
from kb.errors import DamagedError, UnknownItemError
from kb.history import ItemVersion, history
from kb.ledger import Activation, ActivationKind, Candidate, Decision
from kb.model import Validity
from kb.release import PUBLIC, build_release, digest_of
from kb.source import read, version_of
from kb.store import Artefact

START = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
NO_FOLDER = "sha256:" + "0" * 64
"""Neither a snapshot nor an encoder is read here."""

ITEM = (
    "---\nvraag: Hoe lang krijg ik WW?\nkort: {short}\ndoelgroep: particulier\n"
    "geldig: {{vanaf: 2024-01-01}}\ncontroleren_voor: 2027-06-01\neigenaar: team-ww\n---\n"
    "U heeft {{termijn:bezwaar}} voor bezwaar.\n"
)
FIRST, SECOND, THIRD = (ITEM.format(short=it) for it in ("Eén.", "Twee.", "Drie."))
DURATION = "faq/werkloos/ww-duur.md"
LATER = "faq/werkloos/ww-duur@2027-01-01.md"
FIGURES = "bedragen/algemeen.yml"
KEY = "ww-duur@2024-01-01"


class Publisher:
    """Puts small trees in force, one a day, without an index."""

    def __init__(self, home: Path, tree: Callable[..., Path]) -> None:
        self.archive = Archive(home)
        self._tree = tree
        self._changes: dict[str, str | None] = {}

    def publish(
        self,
        changes: Mapping[str, str | None] | None = None,
        kind: ActivationKind = ActivationKind.PUBLISHED,
    ) -> Activation:
        """Put the small tree, with these changes and all earlier ones, in force."""
        self._changes |= changes or {}
        release = build_release(read(self._tree(self._changes)))
        stored = self.archive.store.put(Artefact.RELEASE, release.facts(), release.write)
        before = self.archive.entries()
        candidate = Candidate(
            release=stored.id,
            public=digest_of(release.public),
            snapshot=NO_FOLDER,
            encoder=NO_FOLDER,
            versions=release.versions(),
        )
        return activate(
            self.archive,
            candidate,
            Decision("Zoë", f"dag {len(before)}", kind),
            START + timedelta(days=len(before)),
            after=before[-1].release if before else None,
        )

    def clear(self, entry: Activation) -> None:
        """Clear the release of `entry` away."""
        self.archive.store.remove(Artefact.RELEASE, entry.release)


@pytest.fixture
def publisher(tmp_path: Path, tree: Callable[..., Path]) -> Publisher:
    return Publisher(tmp_path / "var", tree)


def numbers(found: tuple[ItemVersion, ...]) -> list[int]:
    return [it.activation.number for it in found]


def short_changes(found: ItemVersion) -> list[FieldChange]:
    return [field for it in found.differences for field in it.fields if field.key == "kort"]


def test_an_item_begins_with_its_first_publication(publisher: Publisher) -> None:
    entry = publisher.publish({DURATION: FIRST})
    (found,) = history(publisher.archive, "ww-duur")
    assert found.activation == entry
    assert (found.kept, found.compared_with) == (True, None)
    (version,) = found.versions
    assert (version.key, version.digest) == (KEY, version_of(FIRST))
    assert version.question == "Hoe lang krijg ik WW?"
    assert version.validity == Validity(start=date(2024, 1, 1))
    assert [(it.sort, it.change) for it in found.differences] == [("vraag", Change.NEW)]


def test_only_moments_at_which_it_changed_are_told_the_newest_first(publisher: Publisher) -> None:
    publisher.publish({DURATION: FIRST})
    publisher.publish({"teksten.yml": "banner: Iets anders.\n"})
    publisher.publish({DURATION: SECOND})
    found = history(publisher.archive, "ww-duur")
    assert numbers(found) == [3, 1]
    assert short_changes(found[0]) == [FieldChange("kort", "Eén.", "Twee.")]
    assert found[0].compared_with == 2


def test_a_version_for_later_stands_beside_the_one_that_holds(publisher: Publisher) -> None:
    publisher.publish({DURATION: FIRST})
    publisher.publish({LATER: SECOND.replace("2024-01-01", "2027-01-01")})
    found = history(publisher.archive, "ww-duur")[0]
    assert [it.key for it in found.versions] == [KEY, "ww-duur@2027-01-01"]
    assert [(it.key, it.change) for it in found.differences] == [("ww-duur@2027-01-01", Change.NEW)]


def test_going_back_is_a_change_of_its_own_kind(publisher: Publisher) -> None:
    publisher.publish({DURATION: FIRST})
    publisher.publish({DURATION: SECOND})
    publisher.publish({DURATION: FIRST}, ActivationKind.ROLLED_BACK)
    newest, *others = history(publisher.archive, "ww-duur")
    assert newest.activation.kind is ActivationKind.ROLLED_BACK
    assert [it.digest for it in newest.versions] == [version_of(FIRST)]
    assert short_changes(newest) == [FieldChange("kort", "Twee.", "Eén.")]
    assert len(others) == 2


def test_an_item_that_was_taken_out_and_came_back_tells_both(publisher: Publisher) -> None:
    publisher.publish({DURATION: FIRST})
    publisher.publish({DURATION: None})
    publisher.publish({DURATION: FIRST})
    back, out, _ = history(publisher.archive, "ww-duur")
    assert out.versions == ()
    assert [it.change for it in out.differences] == [Change.GONE]
    assert [it.change for it in back.differences] == [Change.NEW]


def test_a_new_translation_is_a_change_of_the_item(publisher: Publisher) -> None:
    publisher.publish({DURATION: FIRST})
    front = f"vraag: How long?\nkort: One.\nvertaling_van: {version_of(FIRST)}"
    publisher.publish({"faq/werkloos/ww-duur.en.md": f"---\n{front}\n---\nSix.\n"})
    found = history(publisher.archive, "ww-duur")
    assert numbers(found) == [2, 1]
    assert found[0].versions == found[1].versions
    assert found[0].differences[0].fields[0] == FieldChange("vertalingen", "", "en")


def test_a_file_that_was_only_written_otherwise_is_told_without_differences(
    publisher: Publisher,
) -> None:
    publisher.publish({DURATION: FIRST})
    publisher.publish({DURATION: FIRST.replace("kort: Eén.", 'kort: "Eén."')})
    found = history(publisher.archive, "ww-duur")
    assert (numbers(found), found[0].differences) == ([2, 1], ())


def test_a_figure_alone_is_no_moment_but_is_told_with_one(publisher: Publisher) -> None:
    publisher.publish({DURATION: FIRST})
    eight = '- {naam: bezwaar, waarde: "8", eenheid: weken, vanaf: 2015-01-01}\n'
    publisher.publish({FIGURES: eight})
    publisher.publish({DURATION: SECOND})
    publisher.publish({DURATION: THIRD, FIGURES: eight.replace('"8"', '"9"')})
    newest, middle, _ = history(publisher.archive, "ww-duur")
    assert newest.differences[0].figures == (FigureChange("bezwaar", "8 weken", "9 weken"),)
    assert (middle.activation.number, middle.differences[0].figures) == (3, ())


def test_what_was_cleared_away_is_told_from_the_ledger(publisher: Publisher) -> None:
    publisher.publish({DURATION: FIRST})
    gone = publisher.publish({DURATION: SECOND})
    publisher.publish({DURATION: THIRD})
    publisher.clear(gone)
    third, second, _ = history(publisher.archive, "ww-duur")
    assert (second.activation, second.kept, second.differences) == (gone, False, ())
    assert [(it.key, it.digest) for it in second.versions] == [(KEY, version_of(SECOND))]
    assert [(it.question, it.validity) for it in second.versions] == [(None, None)]
    assert third.compared_with == 1
    assert short_changes(third) == [FieldChange("kort", "Eén.", "Drie.")]


def test_what_followed_a_first_version_that_was_cleared_away_is_not_called_new(
    publisher: Publisher,
) -> None:
    gone = publisher.publish({DURATION: FIRST})
    publisher.publish({DURATION: SECOND})
    publisher.clear(gone)
    second, first = history(publisher.archive, "ww-duur")
    assert (first.kept, second.kept) == (False, True)
    assert (second.differences, second.compared_with) == ((), None)


def test_the_same_version_after_a_gap_is_not_told_twice(publisher: Publisher) -> None:
    publisher.publish({DURATION: FIRST})
    gone = publisher.publish({DURATION: SECOND})
    publisher.publish({"teksten.yml": "banner: Iets anders.\n"})
    publisher.clear(gone)
    assert numbers(history(publisher.archive, "ww-duur")) == [2, 1]


def test_an_id_is_not_the_beginning_of_another(publisher: Publisher) -> None:
    publisher.publish({DURATION: FIRST})
    publisher.publish({"faq/werkloos/ww-duur-lang.md": SECOND})
    assert numbers(history(publisher.archive, "ww-duur")) == [1]


@pytest.mark.parametrize("id_", ["ww-duurt", "WW-duur", KEY, ""])
def test_an_id_that_never_was_is_refused_by_name(publisher: Publisher, id_: str) -> None:
    publisher.publish({DURATION: FIRST})
    with pytest.raises(UnknownItemError, match=f"'{id_}' is nooit gepubliceerd"):
        history(publisher.archive, id_)


def test_a_refusal_names_the_id_that_was_meant(publisher: Publisher) -> None:
    publisher.publish({DURATION: FIRST})
    with pytest.raises(UnknownItemError, match="'ww-duur'"):
        history(publisher.archive, "ww-duurt")


def test_a_damaged_release_is_not_passed_over(publisher: Publisher) -> None:
    entry = publisher.publish({DURATION: FIRST})
    folder = publisher.archive.store.path(Artefact.RELEASE, entry.release)
    (folder / PUBLIC).write_bytes(b"{}")
    with pytest.raises(DamagedError):
        history(publisher.archive, "ww-duur")


def test_each_release_is_read_once(publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    for text in (FIRST, SECOND, FIRST, SECOND, FIRST):
        publisher.publish({DURATION: text})
    read_: list[str] = []
    public = Archive.public

    def counted(self: Archive, id_: str) -> object:
        read_.append(id_)
        return public(self, id_)

    monkeypatch.setattr(Archive, "public", counted)
    assert len(history(publisher.archive, "ww-duur")) == 5
    assert len(read_) == 2
