"""Small releases that carry a mark everywhere, and a publisher that can be killed."""

from __future__ import annotations

import json
import os
import runpy
import shutil
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.serving import load_serving
from eval.planning import plan
from eval.publication import publish
from indexer.encoder import Encoder
from kb.activation import verify
from kb.archive import Archive
from kb.errors import NothingActiveError
from kb.rendering import public_body, question_of, short_of
from kb.store import Store

PROGRAM = Path(__file__).with_name("publisher.py")
NOW = datetime(2025, 11, 22, 9, 0, tzinfo=UTC)
OLD, NEW = "zwaluw", "merel"
"""The marks of two releases. One of them stands in every text."""

FAQ = """\
---
vraag: {question} Bij de {mark}.
alternatieven: [{alternative} bij de {mark}]
kort: Kort over {alternative} bij de {mark}.
doelgroep: particulier
regelingen: [WW]
geldig: {{vanaf: 2024-01-01}}
verwant: [{related}]
hierna: [{then}]
controleren_voor: 2027-06-01
eigenaar: team-ww
---
De {mark} legt uit: {alternative}.

## Wat moet u doen?

Vraag het de {mark}.
"""
ITEMS = {
    "ww-aanvragen": ("Hoe vraag ik een WW-uitkering aan?", "ww aanvragen"),
    "ww-duur": ("Hoe lang krijg ik een WW-uitkering?", "hoeveel maanden ww"),
    "ww-hoogte": ("Hoeveel geld krijg ik elke maand?", "hoogte van het bedrag"),
}


def _files(mark: str) -> Iterator[tuple[str, str]]:
    yield "teksten.yml", f"banner: Dit is voorbeeldinhoud van de {mark}.\n"
    yield "themas.yml", f"- {{id: werkloos, titel: De {mark}, omschrijving: Over de {mark}.}}\n"
    names = list(ITEMS)
    for at, (name, (question, alternative)) in enumerate(ITEMS.items()):
        yield (
            f"faq/werkloos/{name}.md",
            FAQ.format(
                question=question,
                alternative=alternative,
                related=names[at - 1],
                then=names[at - 2],
                mark=mark,
            ),
        )
    yield (
        "vragen/keuring/basis.yml",
        "".join(
            f"- {{id: keuring-00{at}, vraag: '{alternative}', verwacht: [{name}]}}\n"
            for at, (name, (_question, alternative)) in enumerate(ITEMS.items(), 1)
        ),
    )
    yield (
        "verwijzingen/geen-antwoord.md",
        "---\nuitkomst: geenAntwoord\nvraag: Geen antwoord\n"
        f"kort: Dat weet de {mark} niet.\ncontact:\n  - {{naam: De {mark}, adres: 088 898 92 94}}\n"
        f"controleren_voor: 2027-06-01\neigenaar: team-contact\n---\nBel de {mark}.\n",
    )


@pytest.fixture(scope="session")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a function that gives the root of a small tree with a mark in every text."""
    roots: dict[str, Path] = {}

    def root_of(mark: str) -> Path:
        if mark not in roots:
            roots[mark] = tmp_path_factory.mktemp(f"content-{mark}")
            for name, text in _files(mark):
                (roots[mark] / name).parent.mkdir(parents=True, exist_ok=True)
                (roots[mark] / name).write_text(text, encoding="utf-8")
        return roots[mark]

    return root_of


@pytest.fixture(scope="session")
def word_encoder() -> Callable[[Store], Encoder]:
    """Return what gives a publication the encoder of these tests, which needs no model."""
    found: Callable[[Store], Encoder] = runpy.run_path(str(PROGRAM))["word_encoder"]
    return found


@pytest.fixture(scope="session")
def free_port() -> Callable[[], int]:
    """Return a function that gives a port on which nobody listens."""

    def find() -> int:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port: int = free.getsockname()[1]
        return port

    return find


Put = Callable[..., Any]


@pytest.fixture(scope="session")
def put(marked: Callable[[str], Path], word_encoder: Callable[[Store], Encoder]) -> Put:
    """Return a function that publishes the tree with a mark in this very process."""

    def publish_marked(home: Path, mark: str) -> Any:
        root = marked(mark)
        return publish(root, home, word_encoder, clock=lambda: NOW, by="test", note=mark)

    return publish_marked


@pytest.fixture(scope="session")
def old_home(tmp_path_factory: pytest.TempPathFactory, put: Put) -> Path:
    """Return a home in which the release marked `OLD` is active. Copy it to change it."""
    home = tmp_path_factory.mktemp("old") / "home"
    put(home, OLD)
    return home


@pytest.fixture(scope="session")
def planned_home(
    tmp_path_factory: pytest.TempPathFactory,
    old_home: Path,
    marked: Callable[[str], Path],
    word_encoder: Callable[[Store], Encoder],
) -> Path:
    """Return `old_home` with a plan for something else. Copy it to change it."""
    home = tmp_path_factory.mktemp("planned") / "home"
    shutil.copytree(old_home, home)
    later = NOW + timedelta(days=9999)
    plan(marked("mus"), home, word_encoder, at=later, clock=lambda: NOW, by="test", note="later")
    return home


@pytest.fixture
def own_home(old_home: Path, tmp_path: Path) -> Path:
    """Return a copy of `old_home` of one's own."""
    home = tmp_path / "home"
    shutil.copytree(old_home, home)
    return home


@dataclass(frozen=True)
class Ended:
    """How a publication ended: exit status (negative: killed by that signal) and what it said."""

    status: int
    said: str


@dataclass(frozen=True)
class Publisher:
    """A resident `publisher.py`. It runs one publication at a time, in a process of its own."""

    process: subprocess.Popen[str]
    errors: Path

    def publish(self, root: Path, home: Path, tracing: Sequence[str] = ()) -> Ended:
        """Publish, traced by strace with these options when there are any."""
        child = self.prepare(root, home)
        if not tracing:
            self.go()
            return self.ended()
        command = ["strace", "-p", str(child), *tracing]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as tracer:
            assert tracer.stderr is not None
            first = tracer.stderr.readline()
            self.go()
            ended = self.ended()
            tracer.stderr.read()
        if "attached" not in first:
            pytest.skip(f"strace may not trace here: {first.strip()}")
        return ended

    def prepare(self, root: Path, home: Path, hold: Path | None = None) -> int:
        """Make the process of a publication ready, and return its id."""
        self._tell(
            json.dumps(
                {
                    "root": str(root),
                    "home": str(home),
                    "stderr": str(self.errors),
                    "hold": str(hold) if hold else None,
                }
            )
        )
        return int(self._told())

    def go(self) -> None:
        """Let it publish."""
        self._tell("go")

    def ended(self) -> Ended:
        """Wait until it has ended."""
        status = int(self._told())
        return Ended(status, self.errors.read_text(encoding="utf-8"))

    def _tell(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def _told(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()


@pytest.fixture(scope="session")
def publishers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Publisher]]:
    """Return two resident publishers."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    started = [
        Publisher(
            subprocess.Popen(
                [sys.executable, str(PROGRAM)],
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                start_new_session=True,
            ),
            tmp_path_factory.mktemp("publisher") / "errors",
        )
        for _ in range(2)
    ]
    yield started
    for it in started:  # with what they forked: after a failure one may still wait
        os.killpg(it.process.pid, signal.SIGKILL)
        it.process.communicate()


@pytest.fixture(scope="session")
def publisher(publishers: list[Publisher]) -> Publisher:
    """Return a resident publisher."""
    return publishers[0]


@dataclass(frozen=True)
class Point:
    """A system call that changes the home of a publication; `at` counts the calls of its name."""

    call: str
    at: int
    line: str

    def inject(self, what: str) -> list[str]:
        """Return the options with which strace injects `what` at this point."""
        return ["-o", "/dev/null", "-e", f"inject={self.call}:{what}:when={self.at}"]


CHANGING = (
    "write,writev,pwrite64,pwritev,fsync,fdatasync,rename,renameat,renameat2,mkdir,mkdirat,unlink,"
    "unlinkat,rmdir,ftruncate,truncate,fallocate,chmod,fchmod,fchmodat,openat,link,symlink"
)


@pytest.fixture(scope="session")
def points(
    publisher: Publisher, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Path, Path], list[Point]]:
    """Return a function that publishes once and gives every call that changed the home."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")

    def points_of(root: Path, home: Path) -> list[Point]:
        trace = tmp_path_factory.mktemp("trace") / "trace"
        tracing = ["-y", "-s", "0", "-o", str(trace), "-e", f"trace={CHANGING}"]
        ended = publisher.publish(root, home, tracing)
        assert ended == Ended(0, "")
        counts: Counter[str] = Counter()
        found = []
        for line in trace.read_text(encoding="utf-8").splitlines():
            call = line.partition("(")[0]
            counts[call] += 1
            if str(home) in line and (call != "openat" or "O_CREAT" in line):
                found.append(Point(call, counts[call], line))
        return found

    return points_of


@pytest.fixture(scope="session")
def mark_served(word_encoder: Callable[[Store], Encoder]) -> Callable[[Path], str | None]:
    """Return a function that gives the mark of what a home serves; None when nothing is active.

    It fails unless the ledger verifies, every folder that it names is whole to the last byte and
    every text that would be served has the same mark.
    """

    def mark_of(home: Path) -> str | None:
        archive = Archive(home)
        for entry in archive.entries():
            verify(archive, entry.candidate())
        try:
            serving = load_serving(home, word_encoder(archive.store))
        except NothingActiveError:
            return None
        texts = " ".join(
            text
            for entry in serving.knowledge.entries
            for text in (question_of(entry), short_of(entry), public_body(entry))
        )
        (mark,) = (it for it in (OLD, NEW) if it in texts)
        return mark

    return mark_of
