"""Going ahead against the gate: only with a reason, which the ledger keeps beside the verdict."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.cli.main import cli, run
from eval.errors import GateRefusedError
from eval.gate import GateStatus
from eval.publication import Published, publish
from eval.runs import Runs
from indexer import encoder as encoders
from indexer.encoder import EncoderSource
from kb.archive import Archive
from kb.ledger import Activation, Ledger

Tree = Callable[..., Path]
Attempt = Callable[..., Published]
Command = Callable[..., tuple[int, str, str]]

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
GATE = "vragen/keuring/basis.yml"
ASKED = (
    "- {id: keuring-001, vraag: mijn baan is weg hoe kom ik aan ww, verwacht: [ww-aanvragen],"
    " beschermd: ja}\n"
    "- {id: keuring-002, vraag: tot wanneer houd ik mijn ww, verwacht: [ww-duur]}\n"
)
LESS = {GATE: ASKED.splitlines()[1] + "\n"}
"""A change that the gate stops: the protected question is gone."""
SOFTER = {GATE: ASKED.replace("beschermd: ja", "beschermd: nee")}
OTHER = {GATE: ASKED.replace("[ww-aanvragen]", "[ww-duur]")}
MORE = {GATE: ASKED + "- {id: keuring-003, vraag: hoeveel maanden nog ww, verwacht: [ww-duur]}\n"}
"""A change that the gate lets pass."""


@pytest.fixture
def attempt(tree: Tree, home: Path, source: EncoderSource) -> Attempt:
    """Return a function that publishes the small tree with gate questions, changed as given."""

    def put(changes: dict[str, str] | None = None, override: str | None = None) -> Published:
        root = tree({GATE: ASKED, **(changes or {})})
        return publish(
            root, home, source, clock=lambda: NOW, by="Zoë", note="test", override=override
        )

    return put


def ledger_of(home: Path) -> tuple[tuple[Activation, ...], bytes]:
    """Return everything that says what is in force."""
    ledger = Ledger(home)
    return ledger.entries(), ledger.pointer.read_bytes()


def test_the_first_publication_is_kept_with_the_verdict_that_nothing_was_compared(
    attempt: Attempt, home: Path
) -> None:
    made = attempt()
    assert (made.activation.gate, made.activation.override) == (GateStatus.FIRST.value, None)
    assert made.verdict is not None
    assert made.activation.run == made.verdict.run == Runs(home).named("laatste").id


@pytest.mark.parametrize("override", [None, "", "  \n"])
def test_without_a_reason_nothing_changes_and_what_was_active_stays(
    attempt: Attempt, home: Path, override: str | None
) -> None:
    attempt()
    before = ledger_of(home)
    with pytest.raises(GateRefusedError) as refused:
        attempt(LESS, override)
    assert ledger_of(home) == before
    assert [it.code for it in refused.value.verdict.reasons] == ["beschermd-weg"]


def test_a_reason_goes_into_the_ledger_with_the_verdict_and_its_run(
    attempt: Attempt, home: Path
) -> None:
    attempt()
    made = attempt(LESS, " De vraag was dubbel. ")
    assert made.verdict is not None
    assert made.verdict.status is GateStatus.REFUSED
    entry = Ledger(home).entries()[-1]
    assert (entry.gate, entry.override) == ("afgekeurd", "De vraag was dubbel.")
    assert entry.run == made.verdict.run
    assert Runs(home).named(str(entry.run)).release == entry.release


def test_a_reason_that_was_not_needed_leaves_no_trace(attempt: Attempt, home: Path) -> None:
    attempt()
    entry = attempt(MORE, "voor de zekerheid").activation
    assert (entry.gate, entry.override) == (GateStatus.APPROVED.value, None)


def test_a_question_that_lost_its_protection_is_as_if_it_was_taken_out(attempt: Attempt) -> None:
    attempt()
    with pytest.raises(GateRefusedError) as refused:
        attempt(SOFTER)
    (reason,) = refused.value.verdict.reasons
    assert [it.question.id for it in reason.cases] == ["keuring-001"]


def test_a_set_that_was_emptied_is_refused_even_when_nothing_in_it_was_protected(
    attempt: Attempt,
) -> None:
    attempt(SOFTER)
    with pytest.raises(GateRefusedError) as refused:
        attempt({GATE: ""})
    assert [it.code for it in refused.value.verdict.reasons] == ["set-leeg"]


def test_whoever_publishes_is_told_that_a_protected_question_expects_something_else(
    attempt: Attempt,
) -> None:
    attempt()
    verdict = attempt(OTHER, "de uitleg staat nu bij de duur").verdict
    assert verdict is not None
    told = {it.code: [case.question.id for case in it.cases] for it in verdict.notes}
    assert told["verwachting"] == ["keuring-001"]


@pytest.fixture
def command(
    home: Path,
    source: EncoderSource,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Command:
    """Return a function that runs the command here, with the encoder that is loaded already."""
    monkeypatch.setenv("VRAAGBAAK_HOME", str(home))
    monkeypatch.setattr(encoders, "chosen", lambda _choice, _progress: source)

    def call(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        status = run(cli, [str(it) for it in arguments])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return call


def test_the_command_refuses_names_the_question_and_goes_ahead_with_a_reason(
    command: Command, attempt: Attempt, tree: Tree, home: Path
) -> None:
    attempt()
    before = ledger_of(home)
    root = tree(LESS)
    status, _, errors = command("publish", "--content", root)
    assert status == 1
    assert "[keuring-001]" in errors
    assert "Wat actief was, blijft actief." in errors
    assert ledger_of(home) == before
    status, printed, _ = command("publish", "--content", root, "--ondanks", "dubbele vraag")
    assert status == 0
    assert "HOUDT TEGEN" in printed
    assert Ledger(home).entries()[-1].override == "dubbele vraag"


@pytest.mark.parametrize(
    "changes", [{}, MORE, LESS, SOFTER, {GATE: ""}], ids=["same", "more", "less", "softer", "empty"]
)
@pytest.mark.parametrize("active", [True, False], ids=["compared", "first"])
def test_the_gate_command_says_beforehand_what_the_publication_will_hear(
    command: Command,
    attempt: Attempt,
    tree: Tree,
    home: Path,
    changes: dict[str, str],
    active: bool,
) -> None:
    if active:
        attempt()
    entries = Archive(home).entries()
    status, printed, _ = command(
        "eval", "gate", "--json", "--content", tree({GATE: ASKED} | changes)
    )
    assert Archive(home).entries() == entries
    try:
        verdict = attempt(changes).verdict
    except GateRefusedError as refused:
        verdict = refused.verdict
        assert status == 1
    else:
        assert status == 0
    if verdict is None:  # the very same was active
        assert changes == {}
        return
    beforehand = json.loads(printed)
    assert beforehand["status"] == verdict.status.value
    assert [it["code"] for it in beforehand["redenen"]] == [it.code for it in verdict.reasons]
