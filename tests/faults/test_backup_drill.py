"""The drill: keep the real content, restore it elsewhere, and get the same answers from there."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.schema import found_body
from api.serving import load_serving
from kb.answering import Question, answer
from kb.archive import Archive
from kb.dutch_time import dutch_day
from kb.store import Artefact

DRILL_SECONDS = 180
"""After this one of the two commands hangs: together they have a minute."""

QUESTIONS = [
    "hoe vraag ik een ww-uitkering aan",
    "ik ben ziek en heb geen werkgever",
    "I lost my job, what now?",
    "hoeveel kost een brood",
]


def vraagbaak(home: Path, *arguments: str) -> str:
    command = Path(sys.executable).parent / "vraagbaak"
    done = subprocess.run(
        [command, *arguments],
        env={**os.environ, "VRAAGBAAK_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=DRILL_SECONDS,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def answers_from(home: Path) -> list[dict[str, object]]:
    serving, day = load_serving(home), dutch_day(datetime.now(UTC))
    given = [
        answer(Question(it, day=day), serving.knowledge, serving.search, serving.policy)
        for it in QUESTIONS
    ]
    bodies = [found_body(it, serving).model_dump(mode="json", by_alias=True) for it in given]
    for body in bodies:
        body.pop("vraagkenmerk")  # random: the mark of one answer given
    return bodies


@pytest.mark.slow
def test_the_real_content_comes_back_verified_and_gives_the_same_answers(
    real_home: Path, tmp_path: Path
) -> None:
    kept = vraagbaak(real_home, "backup", str(tmp_path / "kopie.tar"))
    restored = vraagbaak(tmp_path / "nieuw", "restore", str(tmp_path / "kopie.tar"))
    (tmp_path / "kopie.tar").unlink()  # half a gigabyte
    old, new = Archive(real_home), Archive(tmp_path / "nieuw")
    assert f"Kop van het logboek: {old.ledger.head()}" in kept
    assert f"Kop van het logboek: {old.ledger.head()}" in restored
    assert new.entries() == old.entries()
    for kind in Artefact:
        assert new.store.ids(kind) == old.store.ids(kind) != ()
        for id_ in new.store.ids(kind):
            new.store.open(kind, id_)
    assert answers_from(tmp_path / "nieuw") == answers_from(real_home)
