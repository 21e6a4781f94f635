"""`vraagbaak check` and `publish`: bad content is refused as a whole, a line for each mistake."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Command = Callable[..., CompletedProcess[str]]
Tree = Callable[..., Path]
Changes = Mapping[str, str | bytes | None]

ITEM = """\
---
vraag: Hoe lang krijg ik een WW-uitkering?
kort: Hoe lang u WW krijgt hangt af van uw arbeidsverleden.
doelgroep: particulier
regelingen: [WW]
geldig: {vanaf: 2024-01-01}
controleren_voor: 2027-06-01
eigenaar: team-ww
---
%s
"""


def test_good_content_passes_and_is_counted(vraagbaak: Command, tree: Tree) -> None:
    done = vraagbaak("check", "--content", str(tree()))
    assert done.returncode == 0
    assert all(it.startswith("Niet gecontroleerd: ") for it in done.stderr.splitlines())
    assert re.search(r"Gelezen: 2 vragen, .* Fouten: 0\. Waarschuwingen: 0\.", done.stdout)


def test_a_warning_alone_is_no_refusal(vraagbaak: Command, tree: Tree) -> None:
    done = vraagbaak("check", "--content", str(tree({"los.txt": "hoort nergens bij"})))
    assert done.returncode == 0
    assert "/los.txt:1:1: waarschuwing [onbekend-bestand]" in done.stdout


BAD: Mapping[str, tuple[Changes, str]] = {
    "an id in two folders": (
        {
            "themas.yml": "- {id: werkloos, titel: Werkloos}\n- {id: ziek, titel: Ziek}\n",
            "faq/ziek/ww-duur.md": ITEM % "Tekst.",
        },
        "faq/ziek/ww-duur.md:1:1: fout [dubbele-id]",
    ),
    "overlapping validity": (
        {"faq/werkloos/ww-duur@2024-06-01.md": ITEM.replace("2024-01", "2024-06") % "Tekst."},
        "faq/werkloos/ww-duur@2024-06-01.md:6:17: fout [geldigheid-overlapt]",
    ),
    "an unknown key": (
        {"faq/werkloos/ww-duur.md": ITEM.replace("kort:", "kortt:") % "Tekst."},
        "faq/werkloos/ww-duur.md:3:1: fout [onbekende-sleutel]",
    ),
    "a broken link": (
        {"faq/werkloos/ww-duur.md": ITEM % "Zie [hier](ww-duurt)."},
        "faq/werkloos/ww-duur.md:10:12: fout [kapotte-link]",
    ),
    "unclosed front matter": (
        {"faq/werkloos/ww-duur.md": "---\nvraag: Hoe lang krijg ik WW?\n"},
        "faq/werkloos/ww-duur.md:1:1: fout [front-matter-niet-gesloten]",
    ),
    "an expired figure": (
        {
            "bedragen/algemeen.yml": '- {naam: bezwaar, waarde: "6", eenheid: weken, '
            "vanaf: 2015-01-01, tot: 2020-01-01}\n",
            "faq/werkloos/ww-duur.md": ITEM % "U heeft {termijn:bezwaar} de tijd.",
        },
        "faq/werkloos/ww-duur.md:10:9: fout [bedrag-verlopen]",
    ),
    "HTML in a body": (
        {"faq/werkloos/ww-duur.md": ITEM % "Tekst <b>vet</b>."},
        "faq/werkloos/ww-duur.md:10:7: fout [html-in-tekst]",
    ),
}
LINE = re.compile(r".+:\d+:\d+: (fout|waarschuwing) \[[a-z0-9-]+\] .+\. Herstel: .+\.")


@pytest.mark.parametrize(("changes", "line"), BAD.values(), ids=BAD)
def test_each_mistake_is_one_line_with_its_place_and_repair(
    vraagbaak: Command, tree: Tree, changes: Changes, line: str
) -> None:
    root = tree(changes)
    done = vraagbaak("check", "--content", str(root))
    assert done.returncode == 1
    *problems, summary = done.stdout.splitlines()
    assert any(it.startswith(f"{root}/{line}") for it in problems)
    assert all(LINE.fullmatch(it) for it in problems)
    errors = sum(" fout [" in it for it in problems)
    assert f"Fouten: {errors}. Waarschuwingen: {len(problems) - errors}." in summary


def test_check_prints_a_table_for_machines(vraagbaak: Command, tree: Tree) -> None:
    done = vraagbaak("check", "--content", str(tree(BAD["a broken link"][0])), "--json")
    assert done.returncode == 1
    table = json.loads(done.stdout)
    assert table["aantallen"]["vragen"] == 2
    (problem,) = (it for it in table["problemen"] if it["code"] == "kapotte-link")
    assert {**problem, "melding": "", "herstel": ""} == {
        "code": "kapotte-link",
        "ernst": "fout",
        "bestand": "faq/werkloos/ww-duur.md",
        "regel": 10,
        "kolom": 12,
        "melding": "",
        "herstel": "",
    }


def test_a_folder_that_is_not_there_is_a_refusal(vraagbaak: Command, tmp_path: Path) -> None:
    done = vraagbaak("check", "--content", str(tmp_path / "nergens"))
    assert done.returncode == 1
    assert "[geen-inhoud]" in done.stdout


def test_bad_content_is_not_published_and_what_was_active_stays(
    vraagbaak: Command, tree: Tree, rich_home: Path, tmp_path: Path
) -> None:
    home = tmp_path / "var"
    shutil.copytree(rich_home, home, symlinks=True)
    before = everything(home)
    changes: dict[str, str | bytes | None] = {}
    for some, _ in BAD.values():
        changes |= some
    done = vraagbaak("publish", "--content", str(tree(changes)), home=home)
    assert (done.returncode, done.stdout) == (1, "")
    *problems, last = done.stderr.splitlines()
    assert len(problems) >= 5
    assert all(LINE.fullmatch(it) for it in problems)
    errors = sum(" fout [" in it for it in problems)
    assert last == f"Niet gepubliceerd: {errors} fout(en). Wat actief was, blijft actief."
    assert everything(home) == before


def everything(home: Path) -> dict[str, bytes]:
    """Return every file under `home`, the lock and the shared encoder apart."""
    return {
        str(it.relative_to(home)): it.read_bytes()
        for it in home.rglob("*")
        if it.is_file() and it.name != "publish.lock"
    }
