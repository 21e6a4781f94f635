"""A text that became less clear than what is published is reported apart from old sins."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kb.release import build_release
from kb.source import read
from kb.wording import worsened

FAQ = "faq/werkloos/ww-duur.md"


def test_only_the_text_that_became_worse_is_reported(tree: Callable[..., Path]) -> None:
    root = tree()
    active = build_release(read(root)).public.entries()
    path = root / FAQ
    long = "Dat staat in uw brief en als u het daar niet kunt vinden dan belt u ons op werkdagen."
    path.write_text(path.read_text().replace("Dat staat in uw brief.", long))
    (found,) = worsened(read(root), active)
    assert (found.code, found.place.file, found.place.line) == ("taal-verslechterd", FAQ, 14)
    assert "langste zin" in found.message


def test_the_published_text_is_not_worse_than_itself(tree: Callable[..., Path]) -> None:
    content = read(tree())
    assert list(worsened(content, build_release(content).public.entries())) == []


def test_a_new_text_has_nothing_to_be_worse_than(tree: Callable[..., Path]) -> None:
    assert list(worsened(read(tree()), ())) == []
