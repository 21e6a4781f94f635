"""Texts change at Dutch midnight by themselves: no new release, never the old amount."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from eval.publication import publish
from indexer.encoder import EncoderSource

FIGURES = """\
- {naam: bezwaar, waarde: "6", eenheid: weken, vanaf: 2015-01-01, tot: 2027-01-01}
- {naam: bezwaar, waarde: "7", eenheid: weken, vanaf: 2027-01-01, tot: 2027-07-01}
"""
NEW_YEAR = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)
SUMMER = datetime(2027, 6, 30, 22, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "said", "remarks"),
    [
        (NEW_YEAR.replace(hour=22, minute=59, second=59), "6 weken", []),
        (NEW_YEAR, "7 weken", []),
        (SUMMER.replace(hour=21, minute=59, second=59), "7 weken", []),
        (SUMMER, "een termijn die wij nog bijwerken", ["bedragNogNietBekend"]),
    ],
)
def test_a_figure_changes_at_dutch_midnight_without_a_new_release(
    tree: Callable[..., Path],
    home: Path,
    moment: datetime,
    said: str,
    remarks: list[str],
    source: EncoderSource,
) -> None:
    published = datetime(2026, 11, 22, tzinfo=UTC)
    root = tree({"bedragen/algemeen.yml": FIGURES})
    publish(root, home, source, clock=lambda: published, by="test", note="")
    clock = [moment]
    with TestClient(create_app(Settings(home=home), clock=lambda: clock[0])) as client:
        body = client.post(
            "/v1/antwoorden/_zoek", json={"vraag": "Hoe lang krijg ik een WW-uitkering?"}
        ).json()
    assert body["antwoorden"][0]["id"] == "ww-duur"
    assert f"U heeft {said} om bezwaar te maken." in body["antwoorden"][0]["tekst"]
    assert [it["code"] for it in body["aandachtspunten"]] == remarks


def test_an_ended_scheme_answers_with_its_rules_then_and_its_end_now(
    tree: Callable[..., Path], home: Path, source: EncoderSource
) -> None:
    item = (
        "---\nvraag: Kan ik NOW aanvragen?\nkort: {short}\ndoelgroep: werkgever\n"
        "regelingen: [NOW]\ngeldig: {valid}\neigenaar: team\n---\n{short}\n"
    )
    running = item.format(
        short="U kunt NOW aanvragen.", valid="{vanaf: 2020-04-01, tot: 2022-04-01}"
    )
    ended = item.format(short="De NOW is gestopt.", valid="{vanaf: 2022-04-01}")
    root = tree(
        {
            "faq/werkloos/now@2020-04-01.md": running,
            "faq/werkloos/now@2022-04-01.md": ended,
            "begrippen.yml": "- {term: NOW, betekenis: Steun., beeindigd_op: 2022-04-01}\n",
        }
    )
    now = datetime(2026, 11, 22, 9, tzinfo=UTC)
    publish(root, home, source, clock=lambda: now, by="test", note="")
    with TestClient(create_app(Settings(home=home), clock=lambda: now)) as client:
        asked = {"vraag": "Kan ik NOW aanvragen?"}
        today = client.post("/v1/antwoorden/_zoek", json=asked).json()
        then = client.post("/v1/antwoorden/_zoek", json={**asked, "geldigOp": "2021-02-01"}).json()
    assert today["antwoorden"][0]["kort"] == "De NOW is gestopt."
    assert [it["code"] for it in today["aandachtspunten"]] == ["regelingBeeindigd"]
    assert then["antwoorden"][0]["kort"] == "U kunt NOW aanvragen."
    assert then["aandachtspunten"] == []
