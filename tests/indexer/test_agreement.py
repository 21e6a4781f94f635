"""Replicas agree: other thread counts and instruction sets give the same outcomes and scores."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).parents[2]
ASK = """
import json, sys
from datetime import date
from pathlib import Path
from api.serving import load_serving
from kb.answering import Question, Query, answer
from kb.language import detect
from kb.release import GOLDEN, GoldenQuestions, read_part
from kb.store import Artefact, Store
home = Path(sys.argv[1])
serving = load_serving(home)
release = Store(home).open(Artefact.RELEASE, serving.activation.release)
golden = read_part(release.folder / GOLDEN, GoldenQuestions).train[::8]
told = []
for it in golden:
    day = date(2026, 11, 22)
    given = answer(Question(it.question, day), serving.knowledge, serving.search, serving.policy)
    query = Query(it.question, detect(it.question).code, day, None, ())
    scores = [hit.score for hit in serving.search(query).hits[:10]]
    told.append([given.outcome, [a.entry.id for a in given.answers], scores])
print(json.dumps(told))
"""
WORLDS = {
    "two threads": {"OMP_NUM_THREADS": "2"},
    "AVX2 alone": {
        "OMP_NUM_THREADS": "1",
        "ATEN_CPU_CAPABILITY": "avx2",
        "FAISS_OPT_LEVEL": "AVX2",
        "NPY_DISABLE_CPU_FEATURES": "AVX512F AVX512CD AVX512_SKX",
    },
    "no vector instructions of torch and faiss": {
        "OMP_NUM_THREADS": "1",
        "ATEN_CPU_CAPABILITY": "default",
        "FAISS_OPT_LEVEL": "generic",
        "MKL_ENABLE_INSTRUCTIONS": "SSE4_2",
        "ONEDNN_MAX_CPU_ISA": "SSE41",
    },
}


def told(home: Path, environment: dict[str, str]) -> list[Any]:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ASK, str(home)],
        cwd=REPOSITORY,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=600,
        check=True,
    )
    found: list[Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def usual(real_home: Path) -> list[Any]:
    return told(real_home, {"OMP_NUM_THREADS": "1"})


@pytest.mark.slow
@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS)
def test_outcomes_and_ids_are_the_same_and_scores_within_a_hundred_thousandth(
    real_home: Path, usual: list[Any], world: dict[str, str]
) -> None:
    other = told(real_home, world)
    assert len(other) > 30
    for (outcome, ids, scores), (other_outcome, other_ids, other_scores) in zip(
        usual, other, strict=True
    ):
        assert (other_outcome, other_ids) == (outcome, ids)
        assert other_scores == pytest.approx(scores, abs=1.01e-5)
