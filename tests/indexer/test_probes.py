"""Probe questions: a replica that answers otherwise does not become ready."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import probes
from indexer.build import build
from indexer.confidence import Calibration, Curve
from indexer.encoder import Encoder, Vectors
from indexer.errors import SnapshotError
from indexer.parameters import Parameters, Weights
from indexer.probes import rehearsed
from kb.policy import Policy
from kb.release import build_release
from kb.source import read
from kb.store import Artefact, Store, Stored

Tree = Callable[..., Path]
FIXED = Parameters(
    weights=Weights(
        nearest=0.3, neighbours=0, topic=0.1, text=0.3, words=0.2, grams=0, pointed=0.1
    ),
    calibration=Calibration(
        right=Curve(score=11, lead=14, nearest=0, offset=-5.1),
        distress=Curve(score=11, lead=14, nearest=0, offset=-5.1),
        unanswerable=Curve(score=11, lead=14, nearest=0, offset=-5.1),
    ),
    policy=Policy(answer_at=0.5, choice_at=0.25, distress_at=0.2, refuse_at=0.5, also_at=0.1),
)
HELP = (
    "---\nuitkomst: nood\nvraag: Ik wil niet meer leven\nkort: Bel 113.\n"
    'contact:\n  - {naam: 113, adres: "113"}\neigenaar: x\n---\nBel nu 113.\n'
)


@pytest.fixture
def store(home: Path) -> Store:
    return Store(home)


@pytest.fixture
def built(store: Store, tree: Tree, encoder: Encoder) -> Stored:
    return build(store, build_release(read(tree())).public, encoder, parameters=FIXED)


class Altered:
    """The encoder, with its question vectors changed."""

    def __init__(self, encoder: Encoder, change: Callable[[Vectors], Vectors]) -> None:
        self.id = encoder.id
        self._encoder = encoder
        self._change = change
        self.passages = encoder.passages

    def questions(self, texts: list[str]) -> Vectors:
        return self._change(self._encoder.questions(texts))


def kept(built: Stored) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads((built.folder / probes.PROBES).read_bytes())
    return found


def test_a_snapshot_carries_questions_of_its_own_content(built: Stored) -> None:
    asked = {it["vraag"] for it in kept(built)}
    assert {"ww aanvragen", "hoeveel maanden ww"} <= asked
    assert all(it["eerste"] and it["uitkomst"] for it in kept(built))


def test_a_snapshot_of_much_content_carries_no_more_than_it_takes(
    store: Store, tree: Tree, encoder: Encoder
) -> None:
    item = (
        "---\nvraag: Wat is regel {n}?\nkort: Regel {n}.\ndoelgroep: beide\nregelingen: [WW]\n"
        "geldig: {{vanaf: 2024-01-01}}\neigenaar: x\n---\nOver regel {n}.\n"
    )
    many = {f"faq/werkloos/regel-{n}.md": item.format(n=n) for n in range(60)}
    stored = build(store, build_release(read(tree(many))).public, encoder, parameters=FIXED)
    assert 0 < len(kept(stored)) <= probes.COUNT


@pytest.mark.parametrize(("off", "some"), [(0.0, False), (0.01, False), (0.05, True)])
def test_a_question_that_is_nearly_a_cry_for_help_is_no_probe(
    store: Store, tree: Tree, encoder: Encoder, off: float, some: bool
) -> None:
    always = Curve(score=0, lead=0, nearest=0, offset=0)  # promises .5 of every question
    near = FIXED.model_copy(
        update={
            "calibration": FIXED.calibration.model_copy(update={"distress": always}),
            "policy": FIXED.policy.model_copy(update={"distress_at": 0.5 + off}),
        }
    )
    public = build_release(read(tree({"verwijzingen/nood.md": HELP}))).public
    assert bool(kept(build(store, public, encoder, parameters=near))) is some


@pytest.mark.parametrize(("off", "some"), [(0.0, False), (0.01, False), (0.05, True)])
def test_a_question_that_is_nearly_sent_on_is_no_probe(
    store: Store, tree: Tree, encoder: Encoder, off: float, some: bool
) -> None:
    always = Curve(score=0, lead=0, nearest=0, offset=0)  # promises .5 of every hit
    near = FIXED.model_copy(
        update={
            "calibration": FIXED.calibration.model_copy(update={"right": always}),
            "policy": FIXED.policy.model_copy(update={"answer_at": 0.5 + off}),
        }
    )
    sent_on = (
        "---\nuitkomst: verwijzing\nvraag: Wanneer krijg ik AOW?\nkort: Vraag de SVB.\n"
        "organisatie: {naam: SVB, telefoon: 020 656 56 56}\neigenaar: x\n---\nBel de SVB.\n"
    )
    later = (
        "---\nvraag: Wat is later?\nkort: Later.\ndoelgroep: beide\nregelingen: [WW]\n"
        "geldig: {vanaf: 2030-01-01}\neigenaar: x\n---\nTekst.\n"
    )
    only = {
        "faq/werkloos/ww-aanvragen.md": None,
        "faq/werkloos/ww-duur.md": later,
        "verwijzingen/svb.md": sent_on,
    }
    public = build_release(read(tree(only))).public
    assert bool(kept(build(store, public, encoder, parameters=near))) is some


def test_the_same_encoder_reproduces_the_answers(
    store: Store, built: Stored, encoder: Encoder
) -> None:
    assert rehearsed(store, built.id, encoder).snapshot.id == built.id


def test_noise_as_processors_make_it_is_accepted(
    store: Store, built: Stored, encoder: Encoder
) -> None:
    noisy = Altered(encoder, lambda rows: rows + rows.dtype.type(1e-6))
    assert rehearsed(store, built.id, noisy)


@pytest.mark.parametrize(
    "change",
    [lambda rows: -rows, lambda rows: rows[:, ::-1], lambda rows: rows.round(1)],
    ids=["turned around", "dimensions reversed", "precision lost"],
)
def test_an_encoder_that_answers_otherwise_is_refused_by_naming_the_question(
    store: Store, built: Stored, encoder: Encoder, change: Callable[[Vectors], Vectors]
) -> None:
    with pytest.raises(SnapshotError, match="proefvraag '"):
        rehearsed(store, built.id, Altered(encoder, change))


def test_an_encoder_of_another_digest_is_refused(
    store: Store, built: Stored, encoder: Encoder
) -> None:
    foreign = Altered(encoder, lambda rows: rows)
    foreign.id = "sha256:" + "0" * 64
    with pytest.raises(SnapshotError, match="andere encoder"):
        rehearsed(store, built.id, foreign)


def test_golden_questions_leave_the_snapshot_as_it_was(
    store: Store, tree: Tree, built: Stored, encoder: Encoder
) -> None:
    other = {"vragen/toets/basis.yml": "- {id: toets-9, vraag: wat nu, verwacht: [ww-duur]}\n"}
    again = build(store, build_release(read(tree(other))).public, encoder, parameters=FIXED)
    assert again.id == built.id


def test_a_probe_is_asked_on_a_day_of_its_own(built: Stored, store: Store) -> None:
    assert {it["geldigOp"] for it in kept(built)} == {"2024-01-01"}
    assert store.open(Artefact.SNAPSHOT, built.id) == built


def test_a_replica_embeds_nothing_of_the_content(
    store: Store, built: Stored, encoder: Encoder
) -> None:
    shipped = Altered(encoder, lambda rows: rows)

    def refuse(texts: list[str], progress: object = None) -> Vectors:
        raise AssertionError(f"{len(texts)} passages embedded")

    shipped.passages = refuse  # type: ignore[assignment]
    assert rehearsed(store, built.id, shipped).snapshot.id == built.id
