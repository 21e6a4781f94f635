"""A content tree is read as a whole: nothing is skipped silently, one bad file harms no other."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.content import Content
from kb.model import GoldenSet
from kb.source import read, version_of

Tree: TypeAlias = Callable[..., Path]

FAQ = "faq/werkloos/ww-duur.md"
TEXT = (
    "---\nvraag: Hoé lang?\nalternatieven:\n  - ww duur\nkort: Kort.\ndoelgroep: beide\n"
    "geldig: {vanaf: 2024-01-01}\nverwant: [ww-aanvragen]\neigenaar: team-ww\n---\n\n"
    "Eerste regel.\n\nTweede regel met [link](ww-aanvragen).\n"
)


def codes(content: Content) -> list[str]:
    return [f"{it.code} {it.place}" for it in content.ordered_problems()]


def test_every_sort_of_file_ends_up_in_its_own_list(tree: Tree) -> None:
    content = read(
        tree(
            {
                "begrippen.yml": "- {term: dagloon, betekenis: Loon per dag}\n",
                "faq/werkloos/ww-duur.toelichting.md": "---\neigenaar: team\n---\nVraag door.\n",
                "faq/werkloos/ww-duur.en.md": (
                    "---\nvraag: How long?\nkort: Long.\nvertaling_van: 01234567\n---\nLong.\n"
                ),
                "brieven/WW-101.md": (
                    "---\ncode: WW-101\ntitel: A\ndoelgroep: beide\ngeldig: {vanaf: 2024-01-01}\n"
                    "wanneer: Na uw aanvraag.\n---\nTekst.\n"
                ),
            }
        )
    )
    assert codes(content) == []
    assert [it.value.id for it in content.faqs] == ["ww-aanvragen", "ww-duur"]
    assert {it.value.theme for it in content.faqs} == {"werkloos"}
    assert [(stem, it.value.language) for stem, it in content.translations] == [("ww-duur", "en")]
    assert [it.value.id for it in content.notes] == ["ww-duur"]
    assert [it.value.id for it in content.letters] == ["WW-101"]
    assert [it.value.id for it in content.referrals] == ["geen-antwoord"]
    assert [it.value.name for it in content.figures] == ["bezwaar"]
    assert [it.value.term for it in content.terms] == ["dagloon"]
    assert [it.value.id for it in content.golden[GoldenSet.TEST]] == ["toets-001"]
    assert content.texts.banner == "Dit is voorbeeldinhoud."
    assert content.files == 11


@pytest.mark.parametrize(
    "broken",
    [
        b"\xff",
        b"",
        b"---\n",
        b"---\n[\n---\n",
        b"---\na: &b c\n---\n",
        "---\n\u202e: a\n---\n",
        b"\0",
    ],
)
def test_one_broken_file_leaves_the_others_readable(tree: Tree, broken: str | bytes) -> None:
    content = read(tree({"faq/werkloos/a-kapot.md": broken}))
    assert {it.place.file for it in content.problems} == {"faq/werkloos/a-kapot.md"}
    assert [it.value.id for it in content.faqs] == ["ww-aanvragen", "ww-duur"]
    assert [it.value.id for it in content.referrals] == ["geen-antwoord"]


def test_one_broken_row_leaves_the_other_rows_readable(tree: Tree) -> None:
    rows = "- {id: werkloos, titel: A}\n- {id: ziek}\n- {id: wajong, titel: C}\n"
    content = read(tree({"themas.yml": rows}))
    assert [it.value.id for it in content.themes] == ["werkloos", "wajong"]
    assert codes(content) == ["sleutel-ontbreekt themas.yml:2:3"]


@pytest.mark.parametrize(
    "written",
    [
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("é", "e\u0301").encode(),
    ],
    ids=["CRLF", "CR", "BOM", "BOM and CRLF", "decomposed letters"],
)
def test_a_file_reads_the_same_however_an_editor_saved_it(tree: Tree, written: bytes) -> None:
    (plain,) = (it for it in read(tree({FAQ: TEXT})).faqs if it.file == FAQ)
    (saved,) = (it for it in read(tree({FAQ: written})).faqs if it.file == FAQ)
    assert saved == plain
    assert saved.value.version == version_of(TEXT)
    assert (str(saved.place("verwant", 0)), saved.body_line) == (f"{FAQ}:8:11", 12)


def test_the_version_of_an_item_changes_with_its_text(tree: Tree) -> None:
    (before,) = (it.value.version for it in read(tree({FAQ: TEXT})).faqs if it.file == FAQ)
    (after,) = (it.value.version for it in read(tree({FAQ: TEXT + "!"})).faqs if it.file == FAQ)
    assert before != after


def test_a_place_in_the_body_is_a_place_in_the_file(tree: Tree) -> None:
    (item,) = (it for it in read(tree({FAQ: TEXT})).faqs if it.file == FAQ)
    assert str(item.in_body(3, 24)) == f"{FAQ}:14:24"


def test_joiners_and_tabs_in_a_text_are_no_hidden_characters(tree: Tree) -> None:
    assert codes(read(tree({FAQ: TEXT + "می\u200cخواهم\t👩\u200d👧\n"}))) == []


def test_only_the_first_hidden_character_of_a_file_is_named(tree: Tree) -> None:
    content = read(tree({FAQ: TEXT + "a\u2066b\u200b\n"}))
    (found,) = content.problems
    assert str(found.place) == f"{FAQ}:15:2"
    assert "(U+2066 LEFT-TO-RIGHT ISOLATE)" in found.message


@pytest.mark.parametrize("name", ["README.md", ".gitkeep", "faq/werkloos/.ww.md.swp"])
def test_the_readme_and_dot_files_are_not_content(tree: Tree, name: str) -> None:
    content = read(tree({name: "geen inhoud"}))
    assert (codes(content), content.files) == ([], 7)


def test_what_lies_behind_a_linked_folder_is_not_read(tree: Tree, tmp_path: Path) -> None:
    outside = tmp_path / "elders"
    outside.mkdir()
    (outside / "geheim.md").write_text(TEXT)
    root = tree()
    (root / "faq" / "ziek").symlink_to(outside)
    content = read(root)
    assert codes(content) == ["snelkoppeling faq/ziek:1:1"]
    assert [it.value.id for it in content.faqs] == ["ww-aanvragen", "ww-duur"]


@pytest.mark.parametrize("target", ["weg.md", "los.md"])
def test_a_link_to_nothing_or_to_itself_is_reported(tree: Tree, target: str) -> None:
    root = tree()
    (root / "faq" / "werkloos" / "los.md").symlink_to(target)
    assert codes(read(root)) == ["snelkoppeling faq/werkloos/los.md:1:1"]


def test_a_file_name_that_is_not_utf8_is_reported_so_that_it_can_be_printed(tree: Tree) -> None:
    root = tree()
    path = os.fsencode(root / "faq" / "werkloos") + b"/caf\xe9.md"
    with open(path, "wb") as file:  # noqa: PTH123 -- a path of bytes
        file.write(TEXT.encode())
    (found,) = read(root).problems
    assert str(found.place) == "faq/werkloos/caf\\udce9.md:1:1"
    assert str(found).encode("utf-8")


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("id", "id: anders"),
        ("thema", "thema: ziek"),
        ("versie", "versie: '01234567'"),
        ("tekst", "tekst: Iets anders."),
        ("vertalingen", "vertalingen: [{taal: en, vraag: a, kort: b, vertaling_van: c, tekst: d}]"),
    ],
)
def test_what_the_file_itself_says_cannot_be_written_in_its_front_matter(
    tree: Tree, key: str, line: str
) -> None:
    content = read(tree({FAQ: TEXT.replace("eigenaar: team-ww", line)}))
    assert codes(content) == [f"onbekende-sleutel {FAQ}:9:1"]
    assert f"'{key}'" in content.problems[0].message
    assert FAQ not in {it.file for it in content.faqs}


@pytest.mark.parametrize("size", [1024 * 1024, 1024 * 1024 + 1])
def test_a_file_may_be_one_mebibyte_and_no_more(tree: Tree, size: int) -> None:
    text = TEXT.encode() + b"x" * (size - len(TEXT.encode()))
    expected = [f"bestand-te-groot {FAQ}:1:1"] if size > 1024 * 1024 else []
    assert codes(read(tree({FAQ: text}))) == expected


def test_an_empty_list_file_is_a_list_of_nothing(tree: Tree) -> None:
    assert codes(read(tree({"begrippen.yml": "# nog leeg\n"}))) == []


def test_the_order_of_reading_does_not_depend_on_the_order_of_writing(tmp_path: Path) -> None:
    names = ["faq/b/z.md", "faq/b/a.md", "faq/a/z.md", "brieven/x.md", "zzz.md"]
    for folder, order in (("een", names), ("twee", list(reversed(names)))):
        for name in order:
            path = tmp_path / folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("kapot")
    assert codes(read(tmp_path / "een")) == codes(read(tmp_path / "twee"))


@given(
    st.binary() | st.text().map(lambda text: f"---\n{text}\n---\n{text}".encode("utf-8", "replace"))
)
def test_no_file_whatever_its_bytes_makes_reading_fail(raw: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, FAQ)
        path.parent.mkdir(parents=True)
        path.write_bytes(raw)
        content = read(Path(folder))
    assert [it for it in content.problems if it.place.file == FAQ]
    assert content.faqs == []
