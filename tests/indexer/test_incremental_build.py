"""Building again: what did not change is not embedded, and not a byte differs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from indexer.build import build
from indexer.encoder import Encoder, Progress, Vectors
from indexer.vector_cache import CachingEncoder
from kb.release import PublicContent, build_release
from kb.source import read
from kb.store import Store

Tree = Callable[..., Path]
REPOSITORY = Path(__file__).parents[2]
CHANGED = {
    "faq/werkloos/ww-duur.md": (
        "---\nvraag: Hoe lang krijg ik een WW-uitkering?\nalternatieven: [hoeveel maanden ww]\n"
        "kort: Dat hangt af van uw werk.\ndoelgroep: particulier\nregelingen: [WW]\n"
        "geldig: {vanaf: 2024-01-01}\neigenaar: team-ww\n---\nNieuwe tekst.\n"
    )
}


class Counting:
    """The encoder, which remembers what it was asked to embed."""

    def __init__(self, encoder: Encoder) -> None:
        self.id = encoder.id
        self._encoder = encoder
        self.embedded: list[str] = []
        self.questions = encoder.questions

    def passages(self, texts: Sequence[str], progress: Progress = lambda _count: None) -> Vectors:
        self.embedded += texts
        return self._encoder.passages(texts, progress)


def public(root: Path) -> PublicContent:
    return build_release(read(root)).public


def test_only_the_passages_that_changed_are_embedded_again(
    tree: Tree, tmp_path: Path, encoder: Encoder
) -> None:
    counting = Counting(encoder)
    remembering = CachingEncoder(counting, tmp_path / "cache")
    store = Store(tmp_path / "var")
    build(store, public(tree()), remembering)
    counting.embedded.clear()
    build(store, public(tree(CHANGED)), remembering)
    assert counting.embedded == [
        "Hoe lang krijg ik een WW-uitkering?\nDat hangt af van uw werk.\nNieuwe tekst."
    ]


def test_a_build_with_remembered_vectors_is_that_of_a_build_from_nothing(
    tree: Tree, tmp_path: Path, bare_encoder: Encoder
) -> None:
    remembering = CachingEncoder(bare_encoder, tmp_path / "cache")
    build(Store(tmp_path / "a"), public(tree()), remembering)
    changed = public(tree(CHANGED))
    again = build(Store(tmp_path / "a"), changed, remembering)
    afresh = build(Store(tmp_path / "b"), changed, bare_encoder)
    assert again.id == afresh.id


def test_a_vector_depends_on_nothing_but_its_text(bare_encoder: Encoder) -> None:
    texts = [f"Hoe zit het met {'erg ' * n}lange vraag {n}?" for n in range(20)]
    together = bare_encoder.passages(texts)
    alone = [bare_encoder.passages([it])[0] for it in texts]
    assert np.array_equal(np.stack(alone), together)
    assert np.array_equal(bare_encoder.passages(texts[::-1])[::-1], together)


BUILD = """
import sys
from pathlib import Path
from indexer import encoder as encoders
from indexer.build import build
from kb.release import build_release
from kb.source import read
from kb.store import Artefact, Store
root, home = map(Path, sys.argv[1:])
store = Store(home)
release = build_release(read(root))
kept = store.put(Artefact.RELEASE, release.facts(), release.write)
encoder = encoders.load(store, store.ids(Artefact.ENCODER)[0])
print(kept.id, build(store, release.public, encoder).id)
"""


@pytest.mark.slow
def test_builds_are_the_same_in_any_folder_locale_zone_hash_seed_umask_and_thread_count(
    tree: Tree, tmp_path: Path, encoder_home: Path
) -> None:
    root = tree(CHANGED)
    other = tmp_path / "elders" / "in een map"
    other.mkdir(parents=True)
    for path in sorted(root.rglob("*"), reverse=True):  # written in another order
        if path.is_file():
            target = other / path.relative_to(root)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    worlds = [
        (root, {"PYTHONHASHSEED": "1", "TZ": "UTC", "LANG": "C", "OMP_NUM_THREADS": "1"}, 0o022),
        (
            other,
            {
                "PYTHONHASHSEED": "77",
                "TZ": "Pacific/Auckland",
                "LC_ALL": "C.UTF-8",
                "LANG": "tr_TR.UTF-8",
                "OMP_NUM_THREADS": "2",
            },
            0o077,
        ),
    ]
    printed = [
        built_in(folder, tmp_path / f"home-{at}", encoder_home, environment, umask)
        for at, (folder, environment, umask) in enumerate(worlds)
    ]
    assert printed[0] == printed[1]
    assert printed[0].count("sha256:") == 2


def built_in(
    root: Path, home: Path, encoder_home: Path, environment: dict[str, str], umask: int
) -> str:
    (home / "store").mkdir(parents=True)
    (home / "store" / "encoders").symlink_to(encoder_home / "store" / "encoders")
    return subprocess.run(
        [sys.executable, "-c", BUILD, str(root), str(home)],
        cwd=REPOSITORY,
        env={**os.environ, **environment},
        umask=umask,
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    ).stdout
