"""`vraagbaak encoder tune`: an adapter from content without errors, and from nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from api.cli.commands.encoder import tune
from indexer.tuning import STEPS

Command = Callable[..., CompletedProcess[str]]
Tree = Callable[..., Path]


def test_the_number_of_steps_is_that_of_the_training_unless_another_is_given() -> None:
    assert [it.default for it in tune.params if it.name == "steps"] == [STEPS]


@pytest.mark.slow
def test_tuning_twice_gives_one_digest_also_when_the_golden_questions_are_gone(
    vraagbaak: Command, tree: Tree, home: Path, tmp_path: Path
) -> None:
    digests = set()
    for name, changes in (("een", {}), ("twee", {"vragen/toets/basis.yml": None})):
        target = tmp_path / f"{name}.safetensors"
        given = ("--content", str(tree(changes)), "--uit", str(target), "--stappen", "2")
        done = vraagbaak("encoder", "tune", *given, home=home)
        assert done.returncode == 0, done.stderr
        said = done.stdout.splitlines()
        assert said[0] == "Leert van 4 manieren om 2 items te vragen."
        for at, line in ((1, said[1]), (2, said[2])):
            pattern = rf"Stap {at} van 2: verlies klassen \d+\.\d{{3}}, paren \d+\.\d{{3}}\."
            assert re.fullmatch(pattern, line)
        assert f"VRAAGBAAK_ENCODER={target} " in done.stdout
        digests |= set(re.findall(r"sha256:[0-9a-f]{64}", done.stdout))
        assert target.is_file()
    assert len(digests) == 1


def test_content_with_errors_is_not_learned_from(
    vraagbaak: Command, tree: Tree, tmp_path: Path
) -> None:
    root = tree({"faq/werkloos/ww-duur.md": "geen kop"})
    target = tmp_path / "a.safetensors"
    done = vraagbaak(
        "encoder", "tune", "--content", str(root), "--uit", str(target), home=tmp_path / "var"
    )
    assert done.returncode == 1
    assert "faq/werkloos/ww-duur.md:1:1: fout" in done.stderr
    assert re.search(r"Niet afgestemd: \d+ fout\(en\) in de inhoud\.$", done.stderr.strip())
    assert not target.exists()
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("target", ["a.bin", "weg/a.safetensors"])
def test_a_place_that_cannot_be_written_or_used_is_refused_before_any_work(
    vraagbaak: Command, tree: Tree, tmp_path: Path, target: str
) -> None:
    path = tmp_path / target
    done = vraagbaak("encoder", "tune", "--content", str(tree()), "--uit", str(path))
    assert done.returncode == 2
    assert "--uit: geef een bestand op .safetensors in een map die bestaat." in done.stderr
