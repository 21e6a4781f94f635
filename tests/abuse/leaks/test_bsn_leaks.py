"""A BSN in any field, in any notation, is in no answer, log, figure or database afterwards."""

from __future__ import annotations

import html
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import httpx
import pytest
from sqlalchemy import select

from api.access import keys, sessions
from api.access.scopes import GRANTED
from api.access.sessions import Identity
from api.app import create_app
from api.settings import Role, Settings
from eval.journal import tables
from eval.journal.database import Database

pytestmark = pytest.mark.slow

STARTED_SECONDS = 300
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
NOTATIONS: Mapping[str, str] = {
    "999990007": "999990007",
    "999990287": "wanneer krijg ik ww 9999.90.287",
    "999991085": "ik ben 999 991 085 en ik wil ww",
    "999991309": "9999-91-309 hoe lang krijg ik ww",
    "999992016": "BSN:999992016 ww",
    "999992296": "999992296".translate(FULL_WIDTH),
    "999992569": "رقمي " + "999992569".translate(ARABIC),
    "999993227": "ww 9\u200b9\u200b9\u200d9\u200b9\ufeff3\u200b2\u00ad2\u200b7 en",
    "999993458": "My citizen service number is 999993458, when do I get paid?",
    "999994074": "vraag=ww&bsn=999994074&taal=nl",
    "999994347": '{"bsn": "999994347"}',
    "999994578": "mijn bsn is 99999\n4578, hoe lang krijg ik ww?",
}
"""Every BSN in a notation of its own; besides, requests write it percent-encoded and as \\uXXXX."""

UNHARMED = (
    "ik kreeg brief WW-101",
    "ik kreeg 1.234,56 euro op mijn rekening",
    "wij betaalden € 999.991.103,00 te veel",
    "ons loonheffingennummer is 999991115L01",
    "hoe lang krijg ik ww vanaf 22-11-2026",
    "bel ik dan 088 898 92 94",
)
"""What looks like one and is not: searched and kept as it was asked."""

HEADERS = (
    "Accept",
    "Accept-Language",
    "Authorization",
    "Content-Type",
    "Cookie",
    "Forwarded",
    "Host",
    "If-None-Match",
    "Origin",
    "Referer",
    "User-Agent",
    "X-Forwarded-For",
    "X-Forwarded-Proto",
    "X-Request-Id",
    "X-Bsn",
    "traceparent",
)


def written_as(text: str, bsn: str) -> bool:
    """Whether a BSN stands in a text, with at most three other signs after each digit."""
    return re.search(r"[^0-9A-Za-z]{0,3}".join(bsn), text) is not None


def bsns_in(raw: bytes) -> set[str]:
    """Return the BSNs in some bytes, however they are written."""
    found = set()
    plain = raw.decode("utf-8", "replace")
    for text in (plain, html.unescape(plain), unquote(plain), _unescaped(plain)):
        digits = "".join(
            str(unicodedata.digit(it, it)) for it in text if unicodedata.category(it) != "Cf"
        )
        found |= {it for it in NOTATIONS if written_as(digits, it)}
    return found


def _unescaped(text: str) -> str:
    return re.sub(r"\\u([0-9a-f]{4})", lambda it: chr(int(it[1], 16)), text)


def without_echo(response: httpx.Response) -> bytes:
    """Return a body without what the form fields of a page hold: what was typed there."""
    if not response.headers.get("content-type", "").startswith("text/html"):
        return response.content
    return re.sub(rb'(<input[^>]* value=")[^"]*"', rb'\1"', response.content)


@dataclass
class Server:
    """A running process of one role, and where a BSN came out of it."""

    process: subprocess.Popen[bytes]
    client: httpx.Client
    sent: int = 0
    leaks: set[str] = field(default_factory=set)
    statuses: set[int] = field(default_factory=set)
    first: dict[str, str] = field(default_factory=dict)

    def take(self, what: str, response: httpx.Response) -> httpx.Response:
        """Look at a response."""
        self.sent += 1
        self.statuses.add(response.status_code)
        head = " ".join(f"{it}: {value}" for it, value in response.headers.multi_items())
        for part, raw in (("body", without_echo(response)), ("head", head.encode())):
            if bsns_in(raw):
                self.leaks.add(f"{what}: {part}")
        return response

    def ready(self) -> bool:
        """Whether it answers questions; the process must be alive."""
        assert self.process.poll() is None
        try:
            return self.client.get("/readyz").status_code == 200
        except httpx.TransportError:
            return False


@contextmanager
def running(home: Path, role: Role, logs: Path) -> Iterator[Server]:
    """Start a server of a role; stop it as a service manager does."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = Path(sys.executable).parent / "vraagbaak"
    own = {
        "VRAAGBAAK_HOME": str(home),
        "VRAAGBAAK_REQUESTS_PER_MINUTE": "1000000",
        "VRAAGBAAK_KEY_REQUESTS_PER_MINUTE": "1000000",
        "VRAAGBAAK_SIGN_INS_PER_MINUTE": "1000000",
    }
    with (logs / f"{role}.out").open("wb") as out, (logs / f"{role}.err").open("wb") as err:
        process = subprocess.Popen(
            [command, "serve", "--rol", role.value, "--port", str(port)],
            env={**os.environ, **own, "OMP_NUM_THREADS": "1"},
            stdout=out,
            stderr=err,
        )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            yield Server(process, client)
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    finally:
        process.kill()
        process.wait()


SAMPLES = {
    "id": ["ww-duur"],
    "id_": ["ww-duur"],
    "code": ["WW-101"],
    "versie": ["3f9a1c2e"],
    "vraagkenmerk": ["01JD0000000000000000000000"],
    "geldigOp": ["2026-11-22"],
    "verzondenOp": ["2026-11-20"],
    "taal": ["nl"],
    "begin": ["hoe"],
    "doelgroep": ["particulier"],
    "regelingen": ["WW"],
    "met": ["1"],
    "terug": ["/publicatie"],
}


def fill_every_field(server: Server, calls: list[Any]) -> None:
    """Put every notation in every part of a path, query, form and body, in turn."""
    for call in calls:
        for text in NOTATIONS.values():
            for variant in call.holding(text):
                what = f"{call.method} {call.path}"
                server.take(what, variant.send(server.client))
                if variant.body is not None:
                    server.take(what, variant.send(server.client, escaped=True))


def fill_what_is_no_field(server: Server) -> None:
    """Put every notation where nothing is asked: keys, addresses, methods, broken bodies."""
    client, json_type = server.client, {"Content-Type": "application/json"}
    for text in NOTATIONS.values():
        for path in ("/", "/v1/", "/v1/antwoorden/", "/brief/WW-101 ", "/static/"):
            server.take(path, client.get(path + quote(text, safe="")))
            server.take(path, client.get(path, params={text: text}))
        for body in (f"{{{text}", f'"{text}"', f'{{"{text}": 1}}', text):
            raw = body.encode()
            path = "/v1/antwoorden/_zoek"
            server.take(path, client.post(path, content=raw, headers=json_type))
            server.take(path, client.post(path, content=raw))
            server.take("/", client.post("/", content=raw, headers=json_type))
        spelled = "".join(f"%{it:02x}" for it in text.encode())
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        server.take("/", client.post("/", content=f"vraag={spelled}", headers=form))
        server.take("/", client.post("/", content=f"{spelled}={spelled}", headers=form))
        server.take("/", client.get(f"/{spelled}?{spelled}"))


def fill_every_header(server: Server) -> None:
    """Put every notation in every header."""
    for text in NOTATIONS.values():
        value = text.replace("\n", " ").encode()
        for name in HEADERS:
            own = {name.encode(): value}
            server.take(name, server.client.get("/v1/themas", headers=own))
            server.take(name, server.client.get("/nergens", headers=own))
            server.take(name, server.client.post("/v1/antwoorden/_zoek", headers=own, json={}))


def ask_what_is_unharmed(server: Server) -> None:
    """Ask what only looks like a BSN, and remember which letter is found."""
    for text in UNHARMED:
        found = server.client.post("/v1/antwoorden/_zoek", json={"vraag": text}).json()
        if "WW-101" in text:
            server.first[text] = found["antwoorden"][0]["id"] if found["antwoorden"] else ""


def pull_the_switch(server: Server) -> None:
    """Pull and release the kill switch with every notation for a reason."""
    for text in NOTATIONS.values():
        for on in (True, False):
            body = {"aan": on, "reden": text}
            server.take("PUT /v1/noodrem", server.client.put("/v1/noodrem", json=body))
            server.take("GET /v1/noodrem", server.client.get("/v1/noodrem"))


def speak_no_http(server: Server) -> None:
    """Put every notation in a method, and in what is no request at all."""
    port = server.client.base_url.port
    for bsn in NOTATIONS:
        for line in (f"{bsn} / HTTP/1.1", f"GET /{bsn}", f"GET / HTTP/{bsn}", bsn):
            with socket.create_connection(("127.0.0.1", port), timeout=30) as raw:
                raw.sendall(f"{line}\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
                told = b"".join(iter(lambda: raw.recv(65536), b""))
            server.sent += 1
            if bsns_in(told):
                server.leaks.add(f"{line}: {told[:80]!r}")


@dataclass(frozen=True)
class Aftermath:
    """What two servers left when everything was sent and they were stopped."""

    home: Path
    logs: Path
    servers: Mapping[Role, Server]


@pytest.fixture(scope="module")
def aftermath(
    noted_home: Path, calls: Callable[..., list[Any]], tmp_path_factory: pytest.TempPathFactory
) -> Aftermath:
    """Send every notation everywhere to a server of each role, and stop them.

    The clients of the internal one may do everything.
    """
    place, now = tmp_path_factory.mktemp("bsn"), datetime.now(UTC)
    home, logs = place / "home", place / "logs"
    shutil.copytree(noted_home, home, symlinks=True)
    logs.mkdir()
    database = Database.open(None, home)
    database.migrate()
    key, _ = keys.add(database, "proef", GRANTED, now, days=1)
    token = sessions.start(database, Identity("proef", "proef", frozenset(GRANTED)), now)
    database.close()
    with ExitStack() as stack:
        servers = {it: stack.enter_context(running(home, it, logs)) for it in Role}
        inside = servers[Role.INTERNAL].client
        inside.headers["Authorization"] = f"Bearer {key}"
        inside.cookies.set("vraagbaak", token)
        until = time.monotonic() + STARTED_SECONDS
        while not all(it.ready() for it in servers.values()):
            assert time.monotonic() < until
            time.sleep(0.1)
        for role, server in servers.items():
            app = create_app(Settings(home=place / "none"), role)
            fill_every_field(server, calls(app, SAMPLES))
            fill_what_is_no_field(server)
            fill_every_header(server)
            speak_no_http(server)
            ask_what_is_unharmed(server)
            pull_the_switch(server)
            figures = server.take("/metrics", server.client.get("/metrics"))
            assert "vraagbaak_requests_total" in figures.text
            print(f"{role}: {server.sent} requests, {sorted(server.statuses)}")
    return Aftermath(home, logs, servers)


@pytest.mark.parametrize("role", Role)
def test_no_bsn_comes_back(aftermath: Aftermath, role: Role) -> None:
    server = aftermath.servers[role]
    assert server.leaks == set()
    assert server.statuses >= {200, 400, 404, 406, 415}
    assert not server.statuses & {500, 502, 503}


@pytest.mark.parametrize("role", Role)
def test_no_bsn_is_logged(aftermath: Aftermath, role: Role) -> None:
    out, err = (aftermath.logs / f"{role}.{it}" for it in ("out", "err"))
    assert out.read_text().count("/v1/antwoorden/_zoek") > len(NOTATIONS)
    assert (bsns_in(out.read_bytes()), bsns_in(err.read_bytes())) == (set(), set())
    assert "Traceback" not in out.read_text() + err.read_text()


def test_no_bsn_is_kept(aftermath: Aftermath) -> None:
    kept = {
        path.relative_to(aftermath.home).as_posix(): bsns_in(path.read_bytes())
        for path in aftermath.home.rglob("*")
        if path.is_file() and "encoders" not in path.parts
    }
    assert kept.keys() >= {"journal.sqlite", "noodrem.jsonl"}
    assert {path: found for path, found in kept.items() if found} == {}


def test_the_questions_with_a_bsn_are_kept_without_it(aftermath: Aftermath) -> None:
    kept = questions_kept(aftermath.home)
    assert "My citizen service number is [bsn], when do I get paid?" in kept
    assert sum("[bsn]" in it for it in kept) >= len(NOTATIONS) - 1  # two are nothing but a BSN


@pytest.mark.parametrize("question", UNHARMED)
def test_what_only_looks_like_a_bsn_is_kept_as_it_was_asked(
    aftermath: Aftermath, question: str
) -> None:
    assert question in questions_kept(aftermath.home)


@pytest.mark.parametrize("role", Role)
def test_what_only_looks_like_a_bsn_is_searched(aftermath: Aftermath, role: Role) -> None:
    assert aftermath.servers[role].first == {"ik kreeg brief WW-101": "WW-101"}


def questions_kept(home: Path) -> set[str]:
    """Return the text of every question in the journal."""
    database = Database.open(None, home)
    try:
        with database.engine.connect() as connection:
            return set(connection.scalars(select(tables.question.c.text)))
    finally:
        database.close()


@pytest.mark.parametrize(("bsn", "text"), NOTATIONS.items())
def test_the_search_itself_finds_every_notation(bsn: str, text: str) -> None:
    assert bsns_in(text.encode()) == {bsn}
    spelled = "".join(f"\\u{ord(it):04x}" for it in text)
    percent = "".join(f"%{it:02X}" for it in text.encode())
    assert bsns_in(spelled.encode()) == bsns_in(percent.encode()) == {bsn}
