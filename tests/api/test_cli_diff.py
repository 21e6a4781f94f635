"""`vraagbaak diff` and `history`: what an editor reads before approving, and afterwards."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from api.cli.main import cli, run
from kb.activation import activate
from kb.archive import Archive
from kb.ledger import Activation, ActivationKind, Candidate, Decision
from kb.release import build_release, digest_of
from kb.source import read
from kb.store import Artefact

START = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
ITEM = (
    "---\nvraag: Wat is {question}?\nkort: {short}\ndoelgroep: particulier\n"
    "geldig: {{vanaf: 2024-01-01}}\ncontroleren_voor: 2027-06-01\neigenaar: team-ww\n---\n"
    "U heeft {{termijn:bezwaar}} de tijd.\n"
)
WAGE = "faq/werkloos/dagloon.md"
EIGHT = {"bedragen/a.yml": '- {naam: bezwaar, waarde: "8", eenheid: weken, vanaf: 2015-01-01}\n'}

Publish = Callable[..., Activation]
Run = Callable[..., tuple[int, str, str]]


def item(short: str, question: str = "dagloon") -> dict[str, str | None]:
    return {WAGE: ITEM.format(short=short, question=question), "bedragen/algemeen.yml": None}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty home that the commands use."""
    monkeypatch.setenv("VRAAGBAAK_HOME", str(tmp_path / "var"))
    return tmp_path / "var"


@pytest.fixture
def publish(home: Path, tree: Callable[..., Path]) -> Publish:
    """Return a function that puts the small tree, changed as given, in force without an index."""
    archive = Archive(home)

    def put(
        *changes: Mapping[str, str | None], kind: ActivationKind = ActivationKind.PUBLISHED
    ) -> Activation:
        six = {"bedragen/a.yml": EIGHT["bedragen/a.yml"].replace('"8"', '"6"')}
        together = {name: text for it in (six, *changes) for name, text in it.items()}
        release = build_release(read(tree(together)))
        stored = archive.store.put(Artefact.RELEASE, release.facts(), release.write)
        before = archive.entries()
        candidate = Candidate(
            release=stored.id,
            public=digest_of(release.public),
            snapshot="sha256:" + "0" * 64,
            encoder="sha256:" + "0" * 64,
            versions=release.versions(),
        )
        decision = Decision("Zoë", f"dag {len(before)}", kind)
        now = START + timedelta(days=len(before))
        after = before[-1].release if before else None
        return activate(archive, candidate, decision, now, after=after)

    return put


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs the command here: its status, what it printed, its errors."""

    def call(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        status = run(cli, [str(it) for it in arguments])
        said = capsys.readouterr()
        return status, said.out, said.err

    return call


def test_the_first_line_counts_and_a_block_shows_the_words(publish: Publish, command: Run) -> None:
    publish(item("Uw loon per dag."))
    publish(item("Uw loon per werkdag."))
    status, out, err = command("diff", "vorige", "actief")
    assert (status, err) == (0, "")
    assert out.splitlines() == [
        "1 vraag gewijzigd.",
        "Van:  nummer 1, publicatie op 2026-11-01 10:00:00.",
        "Naar: nummer 2, publicatie op 2026-11-02 10:00:00.",
        "",
        "vraag gewijzigd: dagloon@2024-01-01",
        "  Wat is dagloon?",
        "  kort: Uw loon per [-dag-]{+werkdag+}.",
    ]


def test_an_item_that_only_reads_differently_is_told_with_its_figure(
    publish: Publish, command: Run
) -> None:
    publish(item("Loon."))
    publish(item("Loon."), EIGHT)
    _, out, _ = command("diff", 1, 2)
    first, *others = out.splitlines()
    assert first == (
        "1 bedrag of termijn gewijzigd. Anders te lezen door een bedrag of termijn: 2 vragen."
    )
    at = others.index("vraag leest anders: dagloon@2024-01-01")
    assert others[at + 2] == "  bezwaar: [-6 weken-]{+8 weken+}"


def test_the_content_is_compared_before_it_is_published(
    publish: Publish, command: Run, tree: Callable[..., Path]
) -> None:
    publish(item("Loon."))
    root = tree({**item("Loon per dag."), "bedragen/algemeen.yml": None})
    status, out, _ = command("diff", "actief", "inhoud", "--content", root)
    assert (status, out.splitlines()[0]) == (0, "1 vraag gewijzigd.")
    assert f"Naar: de inhoud in {root}." in out


def test_content_with_errors_is_not_compared(
    publish: Publish, command: Run, tree: Callable[..., Path]
) -> None:
    publish(item("Loon."))
    bad = {WAGE: "---\nvraag: Wat is dagloon?\n", "begrippen.yml": "- {term: dagloon}\n"}
    root = tree({**item("Loon."), **bad})
    status, out, err = command("diff", "actief", "inhoud", "--content", root)
    assert (status, out) == (1, "")
    assert "faq/werkloos/dagloon.md:1:1: fout" in err
    assert err.splitlines()[-1] == "Niet vergeleken: 2 fout(en) in de inhoud."


@pytest.mark.parametrize("name", ["9", "vorige", "abcdef", "onzin"])
def test_a_name_of_no_publication_is_refused(publish: Publish, command: Run, name: str) -> None:
    publish(item("Loon."))
    status, out, err = command("diff", name, "actief")
    assert (status, out) == (1, "")
    assert err == f"'{name}' is geen publicatie; `vraagbaak releases` toont welke er zijn.\n"


def test_files_that_are_only_written_otherwise_are_named_as_such(
    publish: Publish, command: Run
) -> None:
    publish(item("Loon."))
    publish(item('"Loon."'))
    _, out, _ = command("diff", 1, 2)
    assert out.splitlines()[:2] == [
        "Geen verschillen.",
        "Alleen de bestanden zijn anders geschreven; wat er staat is gelijk.",
    ]
    assert command("diff", 2, 2)[1].splitlines()[1].startswith("Van:")


def test_json_holds_every_field_whole(publish: Publish, command: Run) -> None:
    publish(item("Loon."))
    publish(item("Loon per dag."), EIGHT)
    status, out, _ = command("diff", 1, 2, "--json")
    table = json.loads(out)
    assert status == 0
    assert set(table) == {"van", "naar", "samenvatting", "verschillen"}
    assert table["verschillen"][0] == {
        "soort": "vraag",
        "sleutel": "dagloon@2024-01-01",
        "titel": "Wat is dagloon?",
        "wijziging": "gewijzigd",
        "velden": [{"veld": "kort", "was": "Loon.", "wordt": "Loon per dag."}],
        "bedragen": [{"naam": "bezwaar", "was": "6 weken", "wordt": "8 weken"}],
    }


class Page(HTMLParser):
    """What a page links to and marks, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def page(publish: Publish, command: Run, tmp_path: Path) -> Page:
    """Return the page about a changed, a new and a gone item and a changed figure."""
    publish(item("Loon."), {"brieven/WW-101.md": None})
    publish(item("Loon & <meer>."), EIGHT, {"teksten.yml": "banner: Anders.\n"})
    target = tmp_path / "verschillen.html"
    status, out, _ = command("diff", 1, 2, "--html", target)
    assert (status, out.splitlines()[-1]) == (0, f"Geschreven: {target}")
    return Page(target.read_text(encoding="utf-8"))


def test_the_page_stands_on_its_own(page: Page) -> None:
    assert {"link", "script", "img"}.isdisjoint(page.tags)
    links = [value or "" for name, value in page.attributes if name in ("href", "src")]
    anchors = {value for name, value in page.attributes if name == "id"}
    assert links
    assert all(it.startswith("#") and it[1:] in anchors for it in links)


def test_the_page_marks_changes_for_eyes_and_ears(page: Page) -> None:
    assert {"ins", "del"} <= set(page.tags)
    assert re.search(r"Loon nieuw:  & <meer> tot hier \.", page.text)
    assert "leest ook anders" in page.text
    assert re.search(r"bezwaar:\s+weg: 6 weken tot hier\s+nieuw: 8 weken tot hier", page.text)


def test_the_page_gathers_what_only_reads_differently(page: Page) -> None:
    assert page.text.count("De tekst zelf bleef gelijk.") == 1
    assert "Hoe lang krijg ik een WW-uitkering? ww-duur@2024-01-01" in page.text
    assert page.text.count("dagloon@2024-01-01") == 1


def test_a_history_tells_each_moment_the_newest_first(publish: Publish, command: Run) -> None:
    publish(item("Loon."))
    publish(item("Loon per dag."))
    back = publish(item("Loon."), kind=ActivationKind.ROLLED_BACK)
    status, out, _ = command("history", "dagloon")
    lines = out.splitlines()
    assert (status, lines[0]) == (0, "dagloon: Wat is dagloon? (3 momenten)")
    assert [it for it in lines if it.startswith("nummer")] == [
        "nummer 3, 2026-11-03 10:00:00: teruggedraaid door Zoë",
        "nummer 2, 2026-11-02 10:00:00: publicatie door Zoë",
        "nummer 1, 2026-11-01 10:00:00: publicatie door Zoë",
    ]
    assert "  notitie: dag 2" in lines
    assert f"  release: {back.release}" in lines
    assert "    kort: Loon[- per dag-]." in lines
    assert lines[-1] == "  vraag nieuw: dagloon@2024-01-01"


def test_a_history_says_what_was_cleared_away(home: Path, publish: Publish, command: Run) -> None:
    publish(item("Een."))
    gone = publish(item("Twee."))
    publish(item("Drie."))
    Archive(home).store.remove(Artefact.RELEASE, gone.release)
    _, out, _ = command("history", "dagloon")
    assert "  Deze release is opgeruimd. Nieuw volgens het logboek:" in out
    assert "  Vergeleken met nummer 1; wat ertussen lag is opgeruimd." in out


def test_a_history_is_printed_as_json(publish: Publish, command: Run) -> None:
    publish(item("Loon."))
    status, out, _ = command("history", "dagloon", "--json")
    (moment,) = json.loads(out)
    assert status == 0
    assert (moment["nummer"], moment["soort"], moment["bewaard"]) == (1, "publicatie", True)
    (version,) = moment["versies"]
    assert version["sleutel"] == "dagloon@2024-01-01"
    assert version["geldig"] == {"vanaf": "2024-01-01", "tot": None}
    assert moment["verschillen"][0]["wijziging"] == "nieuw"


def test_a_history_of_nothing_is_refused(publish: Publish, command: Run) -> None:
    publish(item("Loon."))
    status, out, err = command("history", "dagloom")
    assert (status, out) == (1, "")
    assert err == (
        "'dagloom' is nooit gepubliceerd (bedoelde u 'dagloon'?); "
        "let op streepjes en hoofdletters.\n"
    )
