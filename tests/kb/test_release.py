"""A release: three parts, each with the digest of its canonical bytes."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from kb.content import Content
from kb.model import GoldenSet
from kb.release import (
    GOLDEN,
    NOTES,
    PUBLIC,
    GoldenQuestions,
    Notes,
    PublicContent,
    Release,
    build_release,
    canonical,
    digest_of,
    read_part,
)
from kb.source import read

REPOSITORY = Path(__file__).parents[2]
Tree = Callable[..., Path]

NOTE = "---\neigenaar: team-ww\ncontroleren_voor: 2027-06-01\n---\nVraag eerst naar {word}.\n"
GOLDEN_QUESTION = "- {{id: {id}, vraag: {question}, verwacht: [ww-duur]}}\n"
TRANSLATION = (
    "---\nvraag: How long?\nkort: It depends.\nvertaling_van: {digest}\n---\nRead your letter.\n"
)
LETTER = (
    "---\ncode: WW-101\ntitel: U krijgt WW\ndoelgroep: particulier\n"
    "geldig: {vanaf: 2023-07-01}\nwanneer: Als u WW krijgt.\ncontroleren_voor: 2027-06-01\n"
    "eigenaar: brieven\n---\n## Wat betekent deze brief?\n\nU krijgt WW.\n"
)
FULL: Mapping[str, str] = {
    "faq/werkloos/ww-duur.toelichting.md": NOTE.format(word="KANARIE"),
    "faq/werkloos/ww-aanvragen.toelichting.md": NOTE.format(word="het contract"),
    "brieven/WW-101.md": LETTER,
    "bedragen/zz.yml": "- {naam: aaa, waarde: '1', eenheid: dag, vanaf: 2015-01-01}\n",
    "begrippen.yml": "- {term: zw, betekenis: Ziektewet.}\n- {term: aow, betekenis: Oud.}\n",
    "vragen/oefen/a.yml": GOLDEN_QUESTION.format(id="o-2", question="duur van ww"),
    "vragen/oefen/b.yml": GOLDEN_QUESTION.format(id="o-1", question="lengte van ww"),
    "vragen/keuring/a.yml": GOLDEN_QUESTION.format(id="k-1", question="ww hoe lang nog"),
}


def released(root: Path) -> Release:
    content = read(root)
    assert [it for it in content.problems if it.is_error] == []
    return build_release(content)


def digests(release: Release) -> tuple[str, str, str]:
    return digest_of(release.public), digest_of(release.notes), digest_of(release.golden)


@pytest.fixture
def full(tree: Tree) -> Content:
    return read(tree(FULL))


def test_the_order_in_which_content_is_read_leaves_no_trace(full: Content) -> None:
    backwards = replace(
        full,
        faqs=full.faqs[::-1],
        notes=full.notes[::-1],
        letters=full.letters[::-1],
        referrals=full.referrals[::-1],
        figures=full.figures[::-1],
        terms=full.terms[::-1],
        golden={name: full.golden[name][::-1] for name in reversed(GoldenSet)},
    )
    assert build_release(backwards) == build_release(full)


def test_the_folder_and_the_order_of_its_files_leave_no_trace(tree: Tree, tmp_path: Path) -> None:
    root = tree(FULL)
    other = tmp_path / "elders" / "map"
    for path in sorted((it for it in root.rglob("*") if it.is_file()), reverse=True):
        copy = other / path.relative_to(root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    assert digests(released(other)) == digests(released(root))


@pytest.mark.parametrize(
    ("name", "renamed"),
    [
        ("bedragen/zz.yml", "bedragen/aa.yml"),
        ("vragen/oefen/a.yml", "vragen/oefen/z.yml"),
    ],
)
def test_which_file_a_figure_or_question_stands_in_leaves_no_trace(
    tree: Tree, name: str, renamed: str
) -> None:
    before = digests(released(tree(FULL)))
    assert digests(released(tree({**FULL, name: None, renamed: FULL[name]}))) == before


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "0", "TZ": "UTC", "LANG": "C", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "4242", "TZ": "Pacific/Kiritimati", "LANG": "C.UTF-8", "LC_ALL": ""},
        {"PYTHONHASHSEED": "1", "TZ": "America/Los_Angeles", "PYTHONUTF8": "0", "LC_ALL": "POSIX"},
    ],
    ids=lambda it: it["TZ"],
)
def test_hash_seed_time_zone_and_locale_leave_no_trace(
    tree: Tree, tmp_path: Path, environment: dict[str, str]
) -> None:
    root = tree(FULL)
    released(root).write(tmp_path)
    script = (
        "import pathlib, sys\n"
        "from kb.release import build_release\n"
        "from kb.source import read\n"
        "root, out = map(pathlib.Path, sys.argv[1:])\n"
        "build_release(read(root)).write(out)\n"
    )
    out = tmp_path / "out"
    out.mkdir()
    subprocess.run(
        [sys.executable, "-c", script, str(root), str(out)],
        cwd=REPOSITORY,
        env={**os.environ, **environment},
        timeout=120,
        check=True,
    )
    for name in (PUBLIC, NOTES, GOLDEN):
        assert (out / name).read_bytes() == (tmp_path / name).read_bytes()


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        pytest.param(
            {"faq/werkloos/ww-duur.toelichting.md": NOTE.format(word="de datum")},
            (True, False, True),
            id="another word in a note",
        ),
        pytest.param(
            {"faq/werkloos/ww-duur.toelichting.md": None}, (True, False, True), id="a note less"
        ),
        pytest.param(
            {"vragen/keuring/a.yml": GOLDEN_QUESTION.format(id="k-1", question="anders")},
            (True, True, False),
            id="another golden question",
        ),
        pytest.param({"brieven/WW-101.md": None}, (False, True, True), id="a letter less"),
        pytest.param(
            {"brieven/WW-101.md": LETTER.replace("U krijgt WW.", "U krijgt de WW.")},
            (False, True, True),
            id="another word in a letter",
        ),
        pytest.param({"teksten.yml": "banner: Anders.\n"}, (False, True, True), id="a banner"),
    ],
)
def test_a_change_moves_only_the_digest_of_its_own_part(
    tree: Tree, changes: Mapping[str, str | None], same: tuple[bool, bool, bool]
) -> None:
    before = digests(released(tree(FULL)))
    after = digests(released(tree({**FULL, **changes})))
    assert tuple(one == other for one, other in zip(before, after, strict=True)) == same


def test_no_word_of_a_note_is_in_the_public_part(full: Content) -> None:
    release = build_release(full)
    assert b"KANARIE" in canonical(release.notes)
    assert b"KANARIE" not in canonical(release.public) + canonical(release.golden)


def test_only_a_translation_of_the_present_text_is_released(tree: Tree) -> None:
    text = (tree() / "faq/werkloos/ww-duur.md").read_bytes()
    version = hashlib.sha256(text).hexdigest()[:8]
    content = read(
        tree(
            {
                "faq/werkloos/kopie.md": text,
                "faq/werkloos/ww-duur.pl.md": TRANSLATION.format(digest=version),
                "faq/werkloos/ww-duur.en.md": TRANSLATION.format(digest=version),
                "faq/werkloos/ww-duur.de.md": TRANSLATION.format(digest="00000000"),
            }
        )
    )
    for translations in (content.translations, content.translations[::-1]):
        public = build_release(replace(content, translations=translations)).public
        languages = {it.id: [each.language for each in it.translations] for it in public.faqs}
        assert languages == {"kopie": [], "ww-aanvragen": [], "ww-duur": ["en", "pl"]}


@pytest.mark.parametrize(
    ("name", "model", "part"),
    [
        (PUBLIC, PublicContent, lambda it: it.public),
        (NOTES, Notes, lambda it: it.notes),
        (GOLDEN, GoldenQuestions, lambda it: it.golden),
    ],
)
def test_what_is_written_is_read_back_the_same(
    full: Content, tmp_path: Path, name: str, model: Any, part: Callable[[Release], Any]
) -> None:
    release = build_release(full)
    release.write(tmp_path)
    assert read_part(tmp_path / name, model) == part(release)


def test_a_part_with_an_unknown_key_is_refused(full: Content, tmp_path: Path) -> None:
    table = json.loads(canonical(build_release(full).notes))
    (tmp_path / NOTES).write_text(json.dumps({**table, "geheim": 1}))
    with pytest.raises(ValidationError):
        read_part(tmp_path / NOTES, Notes)


def test_a_part_is_written_in_one_way_only(full: Content) -> None:
    notes = build_release(full).notes
    text = canonical(notes).decode()
    assert text.startswith('{"toelichtingen":[{"controleren_voor":"2027-06-01","eigenaar":"team')
    assert json.dumps(json.loads(text), sort_keys=True, separators=(",", ":")) == text
    assert digest_of(notes) == "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def test_the_golden_questions_keep_their_sets_apart(full: Content) -> None:
    golden = build_release(full).golden
    ids = {name: [it.id for it in golden.of(name)] for name in GoldenSet}
    assert ids == {
        GoldenSet.TRAIN: ["o-1", "o-2"],
        GoldenSet.GATE: ["k-1"],
        GoldenSet.TEST: ["toets-001"],
    }


def test_the_entries_are_in_the_order_of_their_ids(full: Content) -> None:
    assert [it.id for it in build_release(full).public.entries()] == [
        "ww-aanvragen",
        "ww-duur",
        "WW-101",
        "geen-antwoord",
    ]
