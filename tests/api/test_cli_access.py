"""`vraagbaak keys` and `vraagbaak gebruikers`: who is given what, and what is never shown."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.access import keys, local
from api.access.scopes import Scope
from eval.journal.database import Database

Command = Callable[..., subprocess.CompletedProcess[str]]

PASSWORD = "vier losse woorden hier"


def people(home: Path, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    command = Path(sys.executable).parent / "vraagbaak"
    return subprocess.run(
        [command, "gebruikers", *arguments],
        env={**os.environ, "VRAAGBAAK_HOME": str(home)},
        input=given,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_key_is_shown_once_alone_on_the_output(vraagbaak: Command, tmp_path: Path) -> None:
    made = vraagbaak(
        "keys",
        "add",
        "--naam",
        "Website",
        "--scope",
        "adviseur",
        "--scope",
        "beheer",
        home=tmp_path,
    )
    assert made.returncode == 0, made.stderr
    text = made.stdout.strip()
    found = keys.find(Database.open(None, tmp_path), text, datetime.now(UTC))
    assert found is not None
    assert (found.name, found.scopes) == ("Website", frozenset([Scope.ADVISER, Scope.ADMIN]))
    assert timedelta(days=364) < found.expires_at - datetime.now(UTC) <= timedelta(days=365)
    assert text not in made.stderr
    listed = vraagbaak("keys", "list", "--json", home=tmp_path)
    assert text.split("_", 2)[2] not in listed.stdout
    assert [it["stand"] for it in json.loads(listed.stdout)] == ["geldig"]


def test_a_key_is_revoked_by_its_id(vraagbaak: Command, tmp_path: Path) -> None:
    text = vraagbaak(
        "keys", "add", "--naam", "x", "--scope", "beheer", "--dagen", "3", home=tmp_path
    ).stdout.strip()
    id_ = keys.id_of(text)
    assert id_ is not None
    assert "is ingetrokken op" in vraagbaak("keys", "revoke", id_, home=tmp_path).stdout
    assert keys.find(Database.open(None, tmp_path), text, datetime.now(UTC)) is None
    assert "ingetrokken" in vraagbaak("keys", "list", home=tmp_path).stdout
    unknown = vraagbaak("keys", "revoke", "abc", home=tmp_path)
    assert (unknown.returncode, "Er is geen sleutel 'abc'" in unknown.stderr) == (1, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--naam", "x"],
        ["--scope", "adviseur"],
        ["--naam", "x", "--scope", "publiek"],
        ["--naam", "x", "--scope", "adviseur", "--dagen", "0"],
        ["--naam", " ", "--scope", "adviseur"],
    ],
)
def test_a_key_needs_a_name_and_a_scope(
    vraagbaak: Command, tmp_path: Path, arguments: list[str]
) -> None:
    refused = vraagbaak("keys", "add", *arguments, home=tmp_path)
    assert (refused.returncode, refused.stdout) == (2, "")


def test_a_password_is_read_from_the_input(tmp_path: Path) -> None:
    made = people(tmp_path, "add", "Jan", "--scope", "redactie", given=f"{PASSWORD}\n")
    assert made.returncode == 0, made.stderr
    assert PASSWORD not in made.stdout + made.stderr
    who = local.sign_in(Database.open(None, tmp_path), "jan", PASSWORD, datetime.now(UTC))
    assert who is not None
    assert who.scopes == frozenset([Scope.EDITOR])
    assert people(tmp_path, "list").stdout == "jan  redactie\n"


def test_a_password_is_typed_twice_and_not_seen(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [
            Path(sys.executable).parent / "vraagbaak",
            "gebruikers",
            "add",
            "jan",
            "--scope",
            "beheer",
        ],
        env={**os.environ, "VRAAGBAAK_HOME": str(tmp_path)},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        shown = b""
        for prompt in (b"Wachtwoord: ", b"Nog een keer: "):
            while prompt not in shown:
                shown += os.read(ours, 1024)
            os.write(ours, f"{PASSWORD}\n".encode())
        while b"aanmelden: beheer." not in shown:
            shown += os.read(ours, 1024)
    os.close(ours)
    assert process.returncode == 0
    assert PASSWORD.encode() not in shown


def test_a_password_cannot_be_given_as_an_argument(tmp_path: Path) -> None:
    refused = people(tmp_path, "add", "jan", PASSWORD, "--scope", "redactie")
    assert refused.returncode == 2
    assert PASSWORD not in refused.stdout + refused.stderr


@pytest.mark.parametrize("given", ["", "te kort\n"])
def test_a_short_password_is_refused_and_changes_nothing(tmp_path: Path, given: str) -> None:
    refused = people(tmp_path, "add", "jan", "--scope", "redactie", given=given)
    assert (refused.returncode, "12 tot 256 tekens" in refused.stderr) == (1, True)
    assert people(tmp_path, "list").stdout == ""


def test_somebody_gets_another_password_and_is_taken_away(tmp_path: Path) -> None:
    people(tmp_path, "add", "jan", "--scope", "redactie", given=f"{PASSWORD}\n")
    assert people(tmp_path, "password", "jan", given="vijf losse woorden\n").returncode == 0
    database, now = Database.open(None, tmp_path), datetime.now(UTC)
    assert local.sign_in(database, "jan", PASSWORD, now) is None
    assert local.sign_in(database, "jan", "vijf losse woorden", now) is not None
    assert people(tmp_path, "remove", "jan").returncode == 0
    gone = people(tmp_path, "remove", "jan")
    assert (gone.returncode, "'jan' is hier niet bekend" in gone.stderr) == (1, True)


def test_somebody_gets_other_scopes(tmp_path: Path) -> None:
    people(tmp_path, "add", "jan", "--scope", "redactie", given=f"{PASSWORD}\n")
    given = people(tmp_path, "scopes", "jan", "--scope", "beheer", "--scope", "adviseur")
    assert (given.returncode, given.stdout) == (0, "jan heeft nu deze rechten: adviseur, beheer.\n")
    assert people(tmp_path, "list").stdout == "jan  adviseur beheer\n"


@pytest.mark.parametrize(
    ("arguments", "status"),
    [(["jan"], 2), (["jan", "--scope", "publiek"], 2), (["piet", "--scope", "beheer"], 1)],
)
def test_scopes_that_cannot_be_given_change_nothing(
    tmp_path: Path, arguments: list[str], status: int
) -> None:
    people(tmp_path, "add", "jan", "--scope", "redactie", given=f"{PASSWORD}\n")
    assert people(tmp_path, "scopes", *arguments).returncode == status
    assert people(tmp_path, "list").stdout == "jan  redactie\n"


def test_in_a_folder_that_is_not_there_nobody_is_made(tmp_path: Path) -> None:
    refused = people(tmp_path / "weg", "add", "jan", "--scope", "beheer", given=f"{PASSWORD}\n")
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1


def test_nobody_listens_elsewhere_while_nobody_can_sign_in(
    vraagbaak: Command, tmp_path: Path
) -> None:
    refused = vraagbaak("serve", "--rol", "intern", "--host", "0.0.0.0", home=tmp_path)
    assert refused.returncode == 2
    assert "vraagbaak gebruikers add" in refused.stderr
