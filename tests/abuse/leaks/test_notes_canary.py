"""Advisor notes never reach the public: each has a canary word, and everything is searched."""

from __future__ import annotations

import html
import io
import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api import logs
from api.access.scopes import GRANTED, Scope
from api.serving import Serving, load_serving
from api.settings import Role
from api.web.site import export_site
from indexer.encoder import Encoder
from kb.archive import Archive
from kb.release import NOTES

NOW = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
TODAY = NOW.date()
HEADERS = (
    {},
    {"Accept": "image/png"},
    {"Content-Type": "text/plain"},
    {"Accept-Language": "en"},
    {"If-None-Match": "*"},
    {"Authorization": "Bearer vb_0"},
    {"Expect": "x" * 20_000},
)
NAMES_A_NOTE = {
    "/v1/antwoorden/_zoek",
    "/v1/antwoorden/_reconstrueer",
    "/v1/publicaties/{id:publicatie}/verschillen",
}
"""Where somebody with the scope `adviseur` meets a note in the internal role."""


def asked(canaries: Mapping[str, str], serving: Serving) -> list[str]:
    """Return what is asked in every field: the questions, and the canaries in several forms."""
    words = list(canaries.values())
    begins = [it[:4] for it in words]
    sentences = [f"Vraag de beller eerst naar het {it}nummer." for it in words]
    questions = [getattr(it, "question", it.id) for it in serving.knowledge.entries]
    return [*words, *begins, *sentences, *questions]


def found_in(raw: bytes, canaries: Mapping[str, str]) -> set[str]:
    """Return the canaries in some bytes, however they are written."""
    text = raw.decode("utf-8", "replace")
    text += html.unescape(text) + unquote(text)
    text += raw.decode("utf-16-le", "replace") + raw.decode("utf-16-be", "replace")
    return {it for it in canaries.values() if it in text.casefold()}


def without_echo(path: str, raw: bytes) -> bytes:
    """Return a body without what the form fields of a page hold, and without the names of keys:
    what somebody typed stands there still.
    """
    if path.startswith("/v1/sleutels"):
        return re.sub(rb'"naam":"[^"]*"', b"", raw)
    return re.sub(rb'(<input[^>]* value=")[^"]*"', rb'\1"', raw)


@contextmanager
def log_of(role: str) -> Iterator[io.StringIO]:
    """Let everything that is logged go to a text, as a server of that role writes it."""
    text, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(text), root.level
    handler.setFormatter(logs.formatter(role))
    handler.addFilter(lambda it: not it.name.startswith("httpx"))  # the client of the test
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield text
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


@dataclass(frozen=True)
class Seen:
    """What a crawl met: per route the canaries, and every status."""

    leaks: Mapping[str, set[str]]
    statuses: Mapping[str, set[int]]


@pytest.fixture
def crawl(
    calls: Callable[..., list[Any]],
    samples: Mapping[str, Sequence[str]],
    canaries: Mapping[str, str],
) -> Callable[..., Seen]:
    """Return a function that sends everything to a server and gives what it met."""

    def through(client: TestClient, texts: Sequence[str]) -> Seen:
        leaks: dict[str, set[str]] = {}
        statuses: dict[str, set[int]] = {}

        def send(call: Any, headers: Mapping[str, str]) -> None:
            response = call.send(client, headers)
            head = str(response.headers.multi_items()).encode()
            met = found_in(head + without_echo(call.path, response.content), canaries)
            leaks.setdefault(call.path, set()).update(met)
            statuses.setdefault(call.path, set()).add(response.status_code)

        every = calls(cast(FastAPI, client.app), samples)
        for call in every:
            for headers in HEADERS:
                send(call, headers)
            send(replace(call, method="PATCH"), {})
            send(replace(call, query={"onbekend": "1"}), {})
            send(replace(call, path=f"{call.path}/"), {})
        first = {(it.method, it.path, *it.query): it for it in every}
        for call in first.values():
            for text in texts:
                for variant in call.holding(text):
                    send(variant, {})
        return Seen({path: met for path, met in leaks.items() if met}, statuses)

    return through


@pytest.mark.slow
@pytest.mark.parametrize(
    ("role", "scopes"),
    [
        (Role.PUBLIC, ()),
        (Role.PUBLIC, GRANTED),
        (Role.INTERNAL, ()),
        (Role.INTERNAL, (Scope.EDITOR, Scope.ADMIN)),
    ],
    ids=["public", "public with every scope", "internal", "internal without adviseur"],
)
def test_no_note_is_met_by_who_may_not_read_them(
    client: Callable[..., TestClient],
    crawl: Callable[..., Seen],
    canaries: Mapping[str, str],
    own_home: Path,
    encoder: Encoder,
    capfd: pytest.CaptureFixture[str],
    role: Role,
    scopes: Sequence[Scope],
) -> None:
    visitor = client(role, *scopes)
    texts = asked(canaries, load_serving(own_home, encoder))
    with log_of(role) as logged:
        seen = crawl(visitor, texts)
    met = {it for statuses in seen.statuses.values() for it in statuses}
    assert seen.leaks == {}
    assert met >= {200, 400, 404, 405, 406, 415, 431}
    assert all(200 in seen.statuses[it] for it in ("/", "/metrics", "/v1/antwoorden/_zoek"))
    assert "/v1/antwoorden/_zoek" in logged.getvalue()
    assert found_in(logged.getvalue().encode(), canaries) == set()
    assert found_in("".join(capfd.readouterr()).encode(), canaries) == set()


@pytest.mark.slow
def test_an_adviser_meets_notes_and_only_where_they_are_meant_to_be(
    client: Callable[..., TestClient], crawl: Callable[..., Seen], canaries: Mapping[str, str]
) -> None:
    seen = crawl(client(Role.INTERNAL, Scope.ADVISER), ["Hoe vraag ik een WW-uitkering aan?"])
    assert set(seen.leaks) == NAMES_A_NOTE


def broken(_query: object) -> Any:
    raise RuntimeError("dit ligt aan ons")


@pytest.mark.parametrize("status", [500, 503])
def test_no_note_is_met_in_what_goes_wrong(
    client: Callable[..., TestClient],
    canaries: Mapping[str, str],
    own_home: Path,
    encoder: Encoder,
    status: int,
) -> None:
    serving = load_serving(own_home, encoder)
    answering = replace(serving, search=broken) if status == 500 else None  # type: ignore[arg-type]
    adviser = client(Role.INTERNAL, Scope.ADVISER, answering=answering)
    with log_of("intern") as logged:
        responses = [
            adviser.post("/v1/antwoorden/_zoek", json={"vraag": "ww aanvragen"}),
            adviser.post("/", data={"vraag": "ww aanvragen"}),
        ]
    assert [it.status_code for it in responses] == [status, status]
    for raw in (*(it.content for it in responses), logged.getvalue().encode()):
        assert found_in(raw, canaries) == set()


def test_no_byte_of_what_is_published_comes_from_a_note_but_the_notes_themselves(
    own_home: Path, encoder: Encoder, canaries: Mapping[str, str], tmp_path: Path
) -> None:
    export_site(load_serving(own_home, encoder), TODAY, NOW, tmp_path / "site")
    searched = {
        path: found_in(path.read_bytes(), canaries)
        for folder in (own_home, tmp_path / "site")
        for path in folder.rglob("*")
        if path.is_file()
    }
    names = {it.name for it in searched}
    assert names >= {"publiek.json", "passages.json", "vectors.f32", "ledger.jsonl", "index.html"}
    assert {path.name for path, found in searched.items() if found} == {NOTES}


def test_another_note_leaves_the_public_snapshot_as_it_was(
    own_home: Path,
    put_in_force: Callable[..., Any],
    noted_files: Mapping[str, str],
    tmp_path: Path,
) -> None:
    before = Archive(own_home).ledger.active()
    name = "faq/werkloos/ww-duur.toelichting.md"
    changed = {**noted_files, name: noted_files[name].replace("goudplevier", "bontbekplevier")}
    after = put_in_force(tmp_path / "content", own_home, changed, NOW).activation
    assert after.release != before.release
    assert (after.snapshot, after.public) == (before.snapshot, before.public)
