"""A desk in an editorial room where the real content is edited, and subjects to ask about."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import yaml

from eval.decision import Request, decide
from eval.draft import Steps, draft
from eval.errors import GateRefusedError
from eval.gate import Verdict
from eval.judgement import Standing, judge, remembering, standing
from indexer.build import build
from indexer.encoder import Encoder, Progress, Vectors
from indexer.parameters import Parameters, Weights
from indexer.search import Searcher
from indexer.snapshot import load
from kb.archive import Archive
from kb.dutch_time import dutch_day
from kb.errors import ContentRefusedError
from kb.ledger import Activation
from kb.model import GoldenQuestion, Outcome
from kb.policy import Policy
from kb.release import build_release
from kb.source import read
from kb.store import Artefact, Store

CONTENT = Path(__file__).parents[2] / "content"

PARTS: Mapping[str, str] = {
    "kort": r"^kort: .*?$",
    "tekst": r"^---\n(?!vraag|uitkomst).*\Z",
    "vraag": r"^vraag: .*?$",
    "alternatieven": r"^alternatieven:\n(?:  - .*?\n)+",
}
"""How a part of an item looks in its file."""


@dataclass(frozen=True)
class Editor:
    """Whoever changes files; what is to be changed must be there."""

    root: Path

    def text(self, name: str) -> str:
        return (self.root / name).read_text()

    def change(self, name: str, pattern: str, new: str) -> None:
        """Replace the first text that matches, over lines."""
        text, found = re.subn(pattern, new, self.text(name), count=1, flags=re.M | re.S)
        assert found, f"{pattern} is not in {name}"
        (self.root / name).write_text(text)

    def key(self, name: str, key: str, value: str) -> None:
        self.change(name, rf"^{key}: .*?$", f"{key}: {value}")

    def listed(self, name: str, key: str, value: str) -> None:
        """Put a value in front of those that a key has."""
        self.change(name, rf"^{key}: \[", f"{key}: [{value}, ")

    def alternatives(self, name: str, *more: str) -> None:
        lines = "".join(f"  - {it}\n" for it in more)
        self.change(name, r"^alternatieven:\n", f"alternatieven:\n{lines}")

    def add(self, name: str, text: str) -> None:
        """Add to the end of a file, which may be new."""
        with (self.root / name).open("a") as file:
            file.write(text)

    def item(self, name: str, question: str, alternatives: tuple[str, ...], short: str) -> None:
        """Write a new item; its text is its short answer."""
        lines = "".join(f"  - {it}\n" for it in alternatives)
        self.add(
            name,
            f"---\nvraag: {question}\nalternatieven:\n{lines}kort: {short}\n"
            "doelgroep: particulier\ngeldig: {vanaf: 2024-01-01}\n"
            f"controleren_voor: 2027-06-01\neigenaar: team-ww\n---\n{short}\n",
        )

    def remove(self, *names: str) -> None:
        for name in names:
            (self.root / name).unlink()

    def strike(self, pattern: str, files: str) -> None:
        """Take out the lines that match, of all files that the glob finds."""
        found = 0
        for path in self.root.glob(files):
            lines = path.read_text().splitlines(keepends=True)
            kept = [it for it in lines if not re.search(pattern, it)]
            found += len(lines) - len(kept)
            path.write_text("".join(kept))
        assert found, f"{pattern} is in none of {files}"

    def forget(self, id_: str) -> None:
        """Take out every reference to an item, how it is asked, and the golden questions of it."""
        for path in self.root.glob("*/**/*.md"):
            text = re.sub(rf"\[([^\]]+)\]\({id_}\)", r"\1", path.read_text())
            listed = rf"(?m)^((?:verwant|hierna): \[.*?){id_}(?:, |(?=\]))"
            path.write_text(re.sub(listed, r"\1", text).replace(", ]", "]"))
        for path in self.root.glob(f"formuleringen/*/{id_}.yml"):
            path.unlink()
        choices = re.split(r"(?m)^(?=- vraag:)", self.text("keuzes.yml"))
        kept = [it for it in choices if f"{{id: {id_}," not in it]
        (self.root / "keuzes.yml").write_text("".join(kept))
        own = rf"(?<![\w-]){id_}(?![\w-])"
        self.strike(rf"verwacht: \[[^\]]*{own}|vorigAntwoord: {own}", "vragen/*/*.yml")

    def rephrase(self, one: str, other: str) -> None:
        """Let an item be found by how people ask for another one too."""
        asked = [yaml.safe_load(self.text(f"formuleringen/{it}.yml")) for it in (other, one)]
        both = {
            language: list(dict.fromkeys(text for it in asked for text in it.get(language, ())))
            for language in {**asked[0], **asked[1]}
        }
        text = yaml.safe_dump(both, allow_unicode=True, width=1000)
        (self.root / f"formuleringen/{other}.yml").write_text(text)

    def swap(self, one: str, other: str, *parts: str) -> None:
        """Swap parts of two items."""
        texts = [self.text(it) for it in (one, other)]
        for part in parts:
            first, second = (re.search(PARTS[part], it, flags=re.M | re.S) for it in texts)
            assert first, f"{part} is not in {one}"
            assert second, f"{part} is not in {other}"
            texts = [texts[0].replace(first[0], second[0]), texts[1].replace(second[0], first[0])]
        for it, text in zip((one, other), texts, strict=True):
            (self.root / it).write_text(text)


Edit = Callable[[Editor], None]


@dataclass(frozen=True)
class Desk:
    """What is in force, and the gate before what comes next."""

    archive: Archive
    active: Activation
    before: Standing
    encoder: Encoder
    work: Path

    def edited(self, edit: Edit) -> Path:
        """Return a copy of the content with one edit."""
        root = self.work / "content"
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(CONTENT, root)
        edit(Editor(root))
        return root

    def judged(self, edit: Edit) -> Verdict:
        """Judge an edit as a publication does; raises what a publication raises."""
        root = self.edited(edit)
        day, now = dutch_day(self.active.at), self.active.at
        with self.archive.store.publishing():
            made = draft(root, self.archive, lambda _store: self.encoder, day, Steps())
            golden = made.release.golden
            judgement = judge(self.archive, made.subject, golden, self.before, day=day, now=now)
        if made.candidate.snapshot != self.active.snapshot:  # tens of them would fill a disk
            shutil.rmtree(self.archive.store.path(Artefact.SNAPSHOT, made.candidate.snapshot))
        decide(Request("test", "wijziging"), judgement.verdict)
        return judgement.verdict

    def refusal(self, edit: Edit) -> Mapping[str, str]:
        """Return why an edit is refused: each code with what a person reads beside it."""
        with pytest.raises((ContentRefusedError, GateRefusedError)) as refused:
            self.judged(edit)
        error = refused.value
        if isinstance(error, ContentRefusedError):
            errors = [it for it in error.problems if it.is_error]
            return {
                it.code: "\n".join(str(e) for e in errors if e.code == it.code) for it in errors
            }
        assert error.verdict.stops
        return {it.code: it.model_dump_json() for it in error.verdict.reasons}

    def copy(self, into: Path) -> Archive:
        """Return a home with the same in force."""
        return copied(self.archive.home, into)


def copied(home: Path, into: Path) -> Archive:
    """Copy a home, except its encoders: those are shared."""
    shutil.copytree(home, into, ignore=shutil.ignore_patterns("encoders"))
    (into / "store" / "encoders").symlink_to((home / "store" / "encoders").resolve())
    return Archive(into)


@pytest.fixture(scope="session")
def desk(real_home: Path, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Return the desk at which every edit of the real content starts from what is in force."""
    work = tmp_path_factory.mktemp("desk")
    archive = copied(real_home, work / "var")
    active = archive.entries()[-1]
    before = standing(archive, active.candidate(), remembering(archive, encoder))
    return Desk(archive, active, before, encoder, work)


class _Words:
    """An encoder to which a word is a direction of its own."""

    id = "sha256:" + "0" * 64

    def questions(self, texts: Sequence[str]) -> Vectors:
        return self.passages(texts)

    def passages(self, texts: Sequence[str], progress: Progress = lambda _count: None) -> Vectors:
        progress(len(texts))
        rows = [sum(map(_direction, re.findall(r"\w+", it.lower())), np.zeros(64)) for it in texts]
        return np.asarray([it / np.linalg.norm(it) for it in rows], np.float32)


def _direction(word: str) -> Vectors:
    digest = hashlib.sha256(word.encode()).digest()
    drawn: Vectors = np.random.default_rng(list(digest)).normal(size=64)
    return drawn


_EVEN = Parameters(
    weights=Weights(
        nearest=0.2, neighbours=0.1, topic=0.1, text=0.2, words=0.2, grams=0.1, pointed=0.1
    ),
    policy=Policy(answer_at=0.4, choice_at=0.15, distress_at=0.2, refuse_at=0.5, also_at=0.1),
)


@pytest.fixture(scope="session")
def subjects() -> tuple[str, ...]:
    """Return what there is an item about; each is the id of that item."""
    return (
        "vakantie", "ontslag", "ziekte", "zwanger", "bezwaar", "betaling", "adres", "jaaropgave",
        "sollicitatie", "scholing", "pensioen", "verhuizing",
    )  # fmt: skip


@pytest.fixture(scope="session")
def searching(
    tmp_path_factory: pytest.TempPathFactory, subjects: Sequence[str]
) -> Callable[..., Searcher]:
    """Return a function that gives a search in an item per subject, and in referrals.

    `searching(nood="Help")` has one referral, for that outcome and under that question.
    """

    def make(**referrals: str) -> Searcher:
        root = tmp_path_factory.mktemp("subjects")
        (root / "faq" / "leven").mkdir(parents=True)
        (root / "verwijzingen").mkdir()
        (root / "themas.yml").write_text("- {id: leven, titel: Leven, omschrijving: Alles.}\n")
        for outcome, question in referrals.items():
            (root / "verwijzingen" / f"{outcome.lower()}.md").write_text(
                f"---\nuitkomst: {outcome}\nvraag: {question}\nkort: Kort.\ncontact:\n"
                '  - {naam: Telefoon, adres: "113"}\neigenaar: x\n---\nBel ons.\n'
            )
        for it in subjects:
            (root / "faq" / "leven" / f"{it}.md").write_text(
                f"---\nvraag: Hoe zit het met {it}?\nkort: Zo is {it}.\ndoelgroep: particulier\n"
                f"geldig: {{vanaf: 2024-01-01}}\neigenaar: x\n---\nMeer over {it}.\n"
            )
        store = Store(tmp_path_factory.mktemp("searched"))
        made = build(store, build_release(read(root)).public, _Words(), parameters=_EVEN)
        return Searcher(load(store, made.id), _Words())

    return make


@pytest.fixture(scope="session")
def clear(subjects: Sequence[str]) -> list[GoldenQuestion]:
    """Return questions whose words say what they are about, despair and nonsense among them."""
    asked: list[tuple[str, tuple[str, ...], Outcome | None]] = [
        *((f"wat nu met {it} voor mij", (it,), None) for it in subjects),
        *((f"{it} regelen", (it,), None) for it in subjects),
        *((f"zomaar {at} iets raars", (), Outcome.NO_ANSWER) for at in range(10)),
        *((f"{it} niet meer leven", (), Outcome.DISTRESS)
          for it in ("ik wil", "wil", "nu", "vandaag")),
    ]  # fmt: skip
    return [
        GoldenQuestion(id=f"o-{at}", question=question, expected=expected, outcome=outcome)
        for at, (question, expected, outcome) in enumerate(asked)
    ]
