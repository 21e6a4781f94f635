"""`vraagbaak journal`: tables, figures, clearing away, deleting and showing by reference."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from eval.journal.database import Database
from eval.journal.records import Asked, Feedback, Record, Shown
from eval.journal.rows import write, write_losses

Command = Callable[..., subprocess.CompletedProcess[str]]

REFERENCE = "01JDA0000000000000000000A0"
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def asked(reference: str = REFERENCE, **changes: object) -> Asked:
    usual: dict[str, object] = {
        "at": NOON,
        "day": NOON.date(),
        "channel": "website",
        "language": "nl",
        "text": "hoe vraag ik ww aan",
        "outcome": "antwoord",
        "confidence": 0.94,
        "snapshot": "sha256:aa",
        "publication": "sha256:bb",
        "shown": (Shown("ww-aanvragen", "3f9a1c2e", "nl"),),
    }
    return Asked(reference, **{**usual, **changes})  # type: ignore[arg-type]


def keep(home: Path, *records: Record) -> Database:
    database = Database.open(None, home)
    database.ensure()
    with database.writing() as connection:
        write(connection, records)
    return database


def test_migrating_makes_the_journal(vraagbaak: Command, tmp_path: Path) -> None:
    for _ in range(2):
        done = vraagbaak("journal", "migrate", home=tmp_path)
        assert (done.returncode, done.stdout) == (
            0,
            "De tabellen van het journaal zijn bijgewerkt.\n",
        )
    assert (tmp_path / "journal.sqlite").exists()


def test_postgresql_is_migrated_by_the_command_alone(
    vraagbaak: Command, postgres: Callable[[], str], tmp_path: Path
) -> None:
    url = postgres()
    before = vraagbaak("journal", "purge", home=tmp_path, VRAAGBAAK_JOURNAL_URL=url)
    assert (before.returncode, before.stderr) == (
        1,
        "De tabellen van het journaal zijn niet bijgewerkt; voer `vraagbaak journal migrate` uit."
        "\n",
    )
    assert vraagbaak("journal", "migrate", home=tmp_path, VRAAGBAAK_JOURNAL_URL=url).returncode == 0
    after = vraagbaak("journal", "purge", home=tmp_path, VRAAGBAAK_JOURNAL_URL=url)
    assert after.stdout.startswith("0 vragen van vóór ")
    assert not (tmp_path / "journal.sqlite").exists()


def test_a_wrong_address_is_refused_in_one_sentence_without_it(vraagbaak: Command) -> None:
    done = vraagbaak("journal", "migrate", VRAAGBAAK_JOURNAL_URL="mysql://jan:geheim@server/x")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "VRAAGBAAK_JOURNAL_URL" in done.stderr
    assert "geheim" not in done.stderr


def test_showing_gives_all_that_is_kept(vraagbaak: Command, tmp_path: Path) -> None:
    said = Feedback(NOON, "ww-aanvragen", "3f9a1c2e", False, REFERENCE, "onduidelijk", "mag korter")
    keep(tmp_path, asked(), said)
    done = vraagbaak("journal", "show", REFERENCE, home=tmp_path)
    assert done.returncode == 0
    assert "vraag: hoe vraag ik ww aan\n" in done.stdout
    assert "getoond: ww-aanvragen, versie 3f9a1c2e (nl)\n" in done.stdout
    assert "niet geholpen (onduidelijk; mag korter)\n" in done.stdout
    table = json.loads(vraagbaak("journal", "show", REFERENCE, "--json", home=tmp_path).stdout)
    assert table["vraag"]["vraagkenmerk"] == REFERENCE
    assert table["vraag"]["antwoorden"][0]["id"] == "ww-aanvragen"
    assert table["reacties"][0]["opmerking"] == "mag korter"


def test_forgetting_deletes_by_reference(vraagbaak: Command, tmp_path: Path) -> None:
    keep(tmp_path, asked())
    done = vraagbaak("journal", "forget", REFERENCE, home=tmp_path)
    assert (done.returncode, done.stdout) == (0, "De vraag is verwijderd.\n")
    for command in ("forget", "show"):
        gone = vraagbaak("journal", command, REFERENCE, home=tmp_path)
        assert (gone.returncode, gone.stderr) == (1, "Onder dit kenmerk is niets bewaard.\n")


def test_clearing_away_follows_the_setting(vraagbaak: Command, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    days = {"01JDA0000000000000000000A1": 91, "01JDA0000000000000000000A2": 89}
    keep(tmp_path, *(asked(it, at=now - timedelta(days=ago)) for it, ago in days.items()))
    done = vraagbaak("journal", "purge", home=tmp_path)
    assert done.stdout.startswith("1 vraag van vóór ")
    done = vraagbaak("journal", "purge", home=tmp_path, VRAAGBAAK_JOURNAL_DAYS="30")
    assert done.stdout.startswith("1 vraag van vóór ")


@pytest.mark.slow
def test_the_figures_ask_the_content_whose_it_is(
    vraagbaak: Command, published: tuple[Path, object]
) -> None:
    home, _ = published
    none = {"shown": (), "outcome": "geenAntwoord", "confidence": None}
    before = NOON - timedelta(days=2, hours=6)  # what is published here came on the 22nd, at nine
    database = keep(
        home,
        asked(),
        asked("01JDA0000000000000000000A1", at=before, text="ww aanvragen", **none),
        Feedback(NOON, "ww-aanvragen", "3f9a1c2e", helpful=False),
    )
    with database.writing() as connection:
        write_losses(connection, {NOON.date(): 4})
    done = vraagbaak("journal", "figures", "--maand", "2026-11", "--json", home=home)
    table = json.loads(done.stdout)
    assert table["nietVastgelegd"] == 4
    assert table["eigenaren"] == [
        {
            "eigenaar": "team-ww",
            "gesteld": 1,
            "onbeantwoord": 1,
            "reacties": 1,
            "nietGeholpen": 1,
            "dagenTotTekst": 2,
            "teksten": [{"id": "ww-aanvragen", "dagen": 2}],
        }
    ]
    said = vraagbaak("journal", "figures", "--maand", "2026-11", home=home).stdout
    assert "team-ww" in said
    assert "2 (1 tekst)" in said
    assert "4 vragen die niet konden worden vastgelegd" in said


def test_a_month_in_another_form_is_refused(vraagbaak: Command, tmp_path: Path) -> None:
    done = vraagbaak("journal", "figures", "--maand", "november", home=tmp_path)
    assert done.returncode == 2
    assert "geen maand in de vorm jjjj-mm" in done.stderr
