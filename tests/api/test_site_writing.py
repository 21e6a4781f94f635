"""Writing the static site: what it reports, what it replaces, what it refuses."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from api.serving import Serving
from api.web.site import MARKER, SiteSummary, export_site
from kb.errors import ForeignFolderError, StoreError

DAY = date(2026, 11, 22)
MADE_AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def test_the_summary_counts_what_was_written(serving: Serving, tmp_path: Path) -> None:
    assert export_site(serving, DAY, MADE_AT, tmp_path / "map") == SiteSummary(
        answers=6, letters=1, referrals=3, translations=1, pages=15
    )


def test_the_same_publication_and_day_give_the_same_bytes_but_for_the_moment(
    serving: Serving, tmp_path: Path
) -> None:
    site = tmp_path / "eerst"
    export_site(serving, DAY, MADE_AT, site)
    export_site(serving, DAY, datetime(2027, 1, 1, tzinfo=UTC), tmp_path / "map")
    names = {it.relative_to(site) for it in site.rglob("*") if it.is_file()}
    assert names == {
        it.relative_to(tmp_path / "map") for it in (tmp_path / "map").rglob("*") if it.is_file()
    }
    for name in names:
        old, new = (
            [line for line in (root / name).read_text().split("\n") if "Gemaakt op" not in line]
            for root in (site, tmp_path / "map")
        )
        assert old == new, name


def test_an_earlier_site_is_replaced_as_a_whole(serving: Serving, tmp_path: Path) -> None:
    target = tmp_path / "map"
    export_site(serving, date(2026, 6, 30), MADE_AT, target)
    (target / "antwoord" / "vroeger.html").write_text("een oude pagina")
    export_site(serving, DAY, MADE_AT, target)
    assert not (target / "antwoord" / "vroeger.html").exists()
    assert "De nieuwe tekst." in (target / "antwoord" / "ww-duur.html").read_text()
    assert [it.name for it in tmp_path.iterdir()] == ["map"]


@pytest.mark.parametrize("kind", ["folder", "empty folder", "file"])
def test_what_we_did_not_make_is_refused_and_left_alone(
    serving: Serving, tmp_path: Path, kind: str
) -> None:
    target = tmp_path / "map"
    if kind == "file":
        target.write_text("van iemand anders")
    else:
        target.mkdir()
    if kind == "folder":
        (target / "index.html").write_text("van iemand anders")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(ForeignFolderError, match="bestaat al en is geen eerdere uitvoer"):
        export_site(serving, DAY, MADE_AT, target)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_folder_that_is_not_there_is_not_made_by_itself(serving: Serving, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="bestaat niet; maak die eerst"):
        export_site(serving, DAY, MADE_AT, tmp_path / "stikc" / "map")
    assert list(tmp_path.iterdir()) == []


def test_the_marker_names_the_publication_and_the_day(serving: Serving, tmp_path: Path) -> None:
    site = tmp_path / "map"
    export_site(serving, DAY, MADE_AT, site)
    assert json.loads((site / MARKER).read_text()) == {
        "publicatie": serving.snapshot.publication,
        "geldigOp": "2026-11-22",
    }
