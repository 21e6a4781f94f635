"""Publishing: checked content becomes what is served, whole, or nothing changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from eval.publication import Published, Steps, publish
from indexer import snapshot as snapshots
from indexer.encoder import Encoder, EncoderChoice, EncoderSource, chosen
from indexer.errors import EncoderError
from indexer.search import Searcher
from kb.answering import Query
from kb.dutch_time import dutch_day
from kb.errors import BusyError, ContentRefusedError
from kb.ledger import Ledger
from kb.store import Artefact, Store

Tree = Callable[[Mapping[str, str | bytes | None]], Path]

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NOTE = "---\neigenaar: team-ww\ncontroleren_voor: 2027-06-01\n---\nVraag eerst: {}.\n"
DURATION = """\
---
vraag: Hoe lang krijg ik een WW-uitkering?
alternatieven: [hoeveel maanden ww]
kort: Hoe lang u WW krijgt hangt af van uw arbeidsverleden.
doelgroep: particulier
regelingen: [WW]
geldig: {vanaf: 2024-01-01}
controleren_voor: 2027-06-01
eigenaar: team-ww
---
%s
"""


def again(root: Path, home: Path, source: EncoderSource, now: datetime = LATER) -> Published:
    return publish(root, home, source, clock=lambda: now, by="test", note="tweede")


def releases(home: Path) -> list[str]:
    folder = home / "store" / Artefact.RELEASE.value
    return sorted(it.name for it in folder.iterdir()) if folder.is_dir() else []


def test_a_publication_is_in_force_with_who_when_and_why(published: tuple[Path, Published]) -> None:
    home, made = published
    active = Ledger(home).active()
    assert made.changed
    assert active == made.activation
    assert (active.number, active.at, active.by, active.note, active.gate) == (
        1,
        NOW,
        "test",
        "eerste",
        "niet gemeten",
    )


def test_what_is_in_force_answers_from_the_very_snapshot_that_the_ledger_names(
    published: tuple[Path, Published], encoder: Encoder
) -> None:
    home, made = published
    snapshot = snapshots.load(Store(home), made.activation.snapshot)
    query = Query("Hoe vraag ik een WW-uitkering aan?", "nl", dutch_day(NOW), None, ())
    assert Searcher(snapshot, encoder)(query).hits[0].entry.id == "ww-aanvragen"
    assert snapshot.publication == made.activation.public
    assert snapshot.encoder_id == made.activation.encoder == encoder.id


def test_the_steps_are_told_in_order(tree: Tree, home: Path, source: EncoderSource) -> None:
    told: list[str] = []
    embedded: list[tuple[int, int]] = []
    steps = Steps(told.append, lambda done, total: embedded.append((done, total)))
    publish(tree({}), home, source, clock=lambda: NOW, by="test", note="", steps=steps)
    own = [it for it in told if it != "bestanden verifiëren"]
    assert own == [
        "inhoud lezen en controleren",
        "encoder klaarzetten",
        "teksten omzetten en index bouwen",
        "momentopname verifiëren en proefvragen stellen",
        "keuren",
    ]
    assert embedded[-1][0] == embedded[-1][1] > 0


def test_publishing_the_same_again_changes_nothing(
    published: tuple[Path, Published], tree: Tree, source: EncoderSource
) -> None:
    home, first = published
    pointer = Ledger(home).pointer.read_bytes()
    second = again(tree({}), home, source)
    assert not second.changed
    assert second.activation == first.activation
    assert Ledger(home).pointer.read_bytes() == pointer


def test_only_a_changed_item_gets_a_new_version_in_the_ledger(
    published: tuple[Path, Published], tree: Tree, source: EncoderSource
) -> None:
    home, first = published
    head = Ledger(home).head()
    changed = again(
        tree({"faq/werkloos/ww-duur.md": DURATION % "Nieuwe tekst."}), home, source
    ).activation
    assert (changed.number, changed.previous) == (2, head)
    assert [key for key, _ in changed.new_versions] == ["ww-duur@2024-01-01"]
    assert changed.snapshot != first.activation.snapshot


@pytest.mark.parametrize(
    "change",
    [
        {"faq/werkloos/ww-duur.toelichting.md": NOTE.format("sinds wanneer")},
        {"vragen/toets/basis.yml": "- {id: toets-9, vraag: hoe lang nog, verwacht: [ww-duur]}\n"},
    ],
    ids=["an advisor note", "a golden question"],
)
def test_a_change_that_the_public_cannot_see_leaves_every_public_byte_as_it_was(
    published: tuple[Path, Published], tree: Tree, change: dict[str, str], source: EncoderSource
) -> None:
    home, first = published
    second = again(tree(change), home, source).activation
    assert second.release != first.activation.release
    assert (second.public, second.snapshot) == (first.activation.public, first.activation.snapshot)
    assert second.new_versions == ()


REFUSED: Mapping[str, tuple[dict[str, str | bytes | None], str]] = {
    "unclosed front matter": (
        {"faq/werkloos/ww-duur.md": "---\nvraag: Hoe lang?\n"},
        "front-matter-niet-gesloten",
    ),
    "unknown key": (
        {"faq/werkloos/ww-duur.md": DURATION.replace("kort:", "kortt:") % "Tekst."},
        "onbekende-sleutel",
    ),
    "broken link": (
        {"faq/werkloos/ww-duur.md": DURATION % "Zie [hier](ww-bestaat-niet)."},
        "kapotte-link",
    ),
    "HTML in a body": (
        {"faq/werkloos/ww-duur.md": DURATION % "Tekst <b>vet</b>."},
        "html-in-tekst",
    ),
    "overlapping validity": (
        {"faq/werkloos/ww-duur@2024-06-01.md": DURATION.replace("2024-01", "2024-06") % "Tekst."},
        "geldigheid-overlapt",
    ),
    "an id in two folders": (
        {
            "themas.yml": "- {id: werkloos, titel: Werkloos}\n- {id: ziek, titel: Ziek}\n",
            "faq/ziek/ww-duur.md": DURATION % "Tekst.",
        },
        "dubbele-id",
    ),
    "an expired figure": (
        {
            "bedragen/algemeen.yml": '- {naam: bezwaar, waarde: "6", eenheid: weken, '
            "vanaf: 2015-01-01, tot: 2026-11-22}\n"
        },
        "bedrag-verlopen",
    ),
    "not UTF-8": ({"faq/werkloos/ww-duur.md": b"---\n\xff\n---\n"}, "geen-utf8"),
}


@pytest.mark.parametrize(("change", "code"), REFUSED.values(), ids=REFUSED)
def test_content_with_one_error_is_refused_as_a_whole(
    tree: Tree, home: Path, change: dict[str, str | bytes | None], code: str, source: EncoderSource
) -> None:
    with pytest.raises(ContentRefusedError) as refused:
        publish(tree(change), home, source, clock=lambda: NOW, by="test", note="")
    assert code in {it.code for it in refused.value.problems if it.is_error}
    assert not Ledger(home).pointer.exists()
    assert releases(home) == []


def test_a_refusal_names_every_problem_and_leaves_what_was_active(
    published: tuple[Path, Published], tree: Tree, source: EncoderSource
) -> None:
    home, _ = published
    before = Ledger(home).pointer.read_bytes(), Ledger(home).entries(), releases(home)
    bad = {
        "faq/werkloos/ww-aanvragen.md": "geen kenmerken",
        "faq/werkloos/ww-duur.md": DURATION % "<b>vet</b> en [kapot](bestaat-niet).",
        "los.txt": "hoort nergens bij",
    }
    with pytest.raises(ContentRefusedError) as refused:
        again(tree(bad), home, source)
    assert {
        "front-matter-ontbreekt",
        "html-in-tekst",
        "kapotte-link",
        "onbekend-bestand",
    } <= {it.code for it in refused.value.problems}
    assert (Ledger(home).pointer.read_bytes(), Ledger(home).entries(), releases(home)) == before


def test_a_figure_that_has_ended_by_now_refuses_what_could_be_published_before(
    tree: Tree, home: Path, source: EncoderSource
) -> None:
    ending = {
        "bedragen/algemeen.yml": '- {naam: bezwaar, waarde: "6", eenheid: weken, '
        "vanaf: 2015-01-01, tot: 2026-11-23}\n"
    }
    root = tree(ending)
    made = publish(root, home, source, clock=lambda: NOW, by="test", note="")
    assert "bedrag-loopt-af" in {it.code for it in made.warnings}
    with pytest.raises(ContentRefusedError):
        again(
            root, home, source, datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
        )  # midnight in Amsterdam


def test_warnings_do_not_stop_a_publication(tree: Tree, home: Path, source: EncoderSource) -> None:
    root = tree({"los.txt": "hoort nergens bij"})
    made = publish(root, home, source, clock=lambda: NOW, by="test", note="")
    assert [it.code for it in made.warnings] == ["onbekend-bestand"]
    assert Ledger(home).active() == made.activation


def test_a_second_publisher_is_told_that_one_is_busy(
    tree: Tree, home: Path, source: EncoderSource
) -> None:
    with Store(home).publishing(), pytest.raises(BusyError):
        publish(tree({}), home, source, clock=lambda: NOW, by="test", note="")
    assert not Ledger(home).pointer.exists()


def test_an_encoder_that_cannot_be_read_leaves_what_was_active(
    published: tuple[Path, Published], tree: Tree, tmp_path: Path
) -> None:
    home, first = published
    model = tmp_path / "geen-model"
    model.mkdir()
    (model / "modules.json").write_text("[]")
    with pytest.raises(EncoderError):
        publish(
            tree({}),
            home,
            chosen(EncoderChoice(str(model))),
            clock=lambda: LATER,
            by="test",
            note="",
        )
    assert Ledger(home).active() == first.activation


def test_what_a_publisher_left_half_written_is_cleared_by_the_next_one(
    tree: Tree, home: Path, source: EncoderSource
) -> None:
    left = home / "store" / ".staging" / "half"
    left.mkdir(parents=True)
    (left / "vectors.f32").write_bytes(b"half")
    with pytest.raises(ContentRefusedError):
        publish(
            tree({"faq/werkloos/ww-duur.md": ""}), home, source, clock=lambda: NOW, by="", note=""
        )
    assert not left.exists()
