"""A small agency with notes for its advisors, and every request that its servers can be sent."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from api.access import keys, sessions
from api.access.scopes import Scope, routes_of
from api.access.sessions import Identity
from api.app import create_app
from api.openapi.examples import example
from api.serving import Serving, load_serving
from api.settings import Role, Settings
from eval.publication import publish
from indexer.encoder import Encoder, EncoderSource
from kb.archive import Archive
from kb.policy import Policy
from kb.source import version_of

REPOSITORY = Path(__file__).parents[3]
FIRST = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
SECOND = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
GENEROUS = Policy(answer_at=0.0, choice_at=0.0, distress_at=2.0, also_at=0.0, refuse_at=2.0)
"""Everything that is found is an answer, so that nothing stays out of sight."""

PHONE = "contact:\n  - {naam: Telefoon, adres: 088 898 92 94, openingstijden: op werkdagen}\n"
ITEM = """\
---
vraag: {question}
kort: Kort antwoord op de vraag over {about}.
doelgroep: particulier
regelingen: [WW]
trefwoorden: [{about}]
geldig: {{{valid}}}
controleren_voor: 2027-06-01
eigenaar: team-ww
---
{body}
"""
NOTE = "---\neigenaar: team-ww\ncontroleren_voor: 2027-06-01\n---\n{text}\n"


def _item(question: str, about: str, body: str, valid: str = "vanaf: 2024-01-01") -> str:
    return ITEM.format(question=question, about=about, body=body, valid=valid)


def _referral(outcome: str, question: str, more: str, body: str) -> str:
    return (
        f"---\nuitkomst: {outcome}\nvraag: {question}\nkort: Kort over {outcome}.\n{more}"
        f"controleren_voor: 2027-06-01\neigenaar: team-contact\n---\n{body}\n"
    )


_DURATION = "Hoe lang krijg ik een WW-uitkering?"
_APPLY = _item("Hoe vraag ik een WW-uitkering aan?", "aanvragen", "Ga naar [Mijn UWV](ww-duur).")

NOTES: Mapping[str, str] = {
    "ww-aanvragen": "Vraag de beller eerst naar het roerdompnummer.",
    "ww-duur": "Tel de goudplevierweken mee, daarna {termijn:bezwaar} erbij.",
    "bezwaar-maken": "Zet een nachtzwaluwmelding door naar team-bezwaar.",
    "ziek-melden": "Kijk of er een wielewaalverklaring in het dossier zit.",
    "ww-papier": "Stuur geen krakeendformulier meer op.",
}
"""The note of each item; a word with a bird in it stands nowhere else."""

CANARIES: Mapping[str, str] = {
    "ww-aanvragen": "roerdomp",
    "ww-duur": "goudplevier",
    "bezwaar-maken": "nachtzwaluw",
    "ziek-melden": "wielewaal",
    "ww-papier": "krakeend",
}

FILES: Mapping[str, str] = {
    "teksten.yml": "banner: Dit is voorbeeldinhoud.\nnoodrem: Wij antwoorden nu niet.\n" + PHONE,
    "themas.yml": (
        "- {id: werkloos, titel: Werkloos, omschrijving: Over de WW.}\n"
        "- {id: ziek, titel: Ziek, omschrijving: Over de Ziektewet.}\n"
    ),
    "begrippen.yml": "- {term: dagloon, betekenis: Het loon per dag waar wij mee rekenen.}\n",
    "bedragen/algemeen.yml": '- {naam: bezwaar, waarde: "6", eenheid: weken, vanaf: 2015-01-01}\n',
    "algoritme.yml": (REPOSITORY / "content" / "algoritme.yml").read_text(encoding="utf-8"),
    "faq/werkloos/ww-aanvragen.md": _APPLY,
    "faq/werkloos/ww-aanvragen.en.md": (
        "---\nvraag: How do I apply for a WW unemployment benefit?\n"
        "kort: You apply for the WW benefit online with DigiD.\n"
        f"vertaling_van: {version_of(_APPLY)}\n---\nGo to Mijn UWV and log in.\n"
    ),
    "faq/werkloos/ww-duur@2024-01-01.md": _item(
        _DURATION, "duur", "De oude tekst.", "vanaf: 2024-01-01, tot: 2026-07-01"
    ),
    "faq/werkloos/ww-duur@2026-07-01.md": _item(
        _DURATION, "duur", "De nieuwe tekst.", "vanaf: 2026-07-01"
    ),
    "faq/werkloos/bezwaar-maken.md": _item(
        "Hoe maak ik bezwaar?", "bezwaar", "U heeft {termijn:bezwaar} de tijd."
    ),
    "faq/ziek/ziek-melden.md": _item("Hoe meld ik mij ziek?", "ziekte", "Bel ons."),
    "brieven/WW-101.md": (
        "---\ncode: WW-101\ntitel: U krijgt een WW-uitkering\nregelingen: [WW]\n"
        "doelgroep: particulier\ngeldig: {vanaf: 2024-01-01}\nwanneer: Als wij ja zeggen.\n"
        "kenmerken: [U krijgt een WW-uitkering]\n"
        "termijnen: [{naam: bezwaar, termijn: bezwaar, vanaf: dagtekening}]\n"
        "verwant: [ww-duur]\ncontroleren_voor: 2027-06-01\neigenaar: brievenboek\n---\n"
        "## Wat betekent deze brief?\n\nU krijgt geld van ons.\n"
    ),
    "verwijzingen/svb-aow.md": _referral(
        "verwijzing",
        "Wanneer krijg ik AOW-pensioen?",
        'organisatie: {naam: SVB, website: "https://www.svb.nl", telefoon: 020 656 56 56}\n',
        "De SVB betaalt de AOW.",
    ),
    "verwijzingen/geen-antwoord.md": _referral("geenAntwoord", "Geen antwoord", PHONE, "Bel ons."),
}
WITHDRAWN: Mapping[str, str] = {
    "faq/werkloos/ww-papier.md": _item("Kan ik op papier aanvragen?", "papier", "Bel ons.")
}
"""In the first publication and not in the second."""


def _notes(ids: Sequence[str]) -> dict[str, str]:
    folder = {"ziek-melden": "ziek"}
    return {
        f"faq/{folder.get(it, 'werkloos')}/{it}.toelichting.md": NOTE.format(text=NOTES[it])
        for it in ids
    }


Publish = Callable[..., Any]


@pytest.fixture(scope="session")
def put_in_force(source: EncoderSource) -> Publish:
    """Return a function that publishes files in a home."""

    def publish_files(root: Path, home: Path, files: Mapping[str, str], at: datetime) -> Any:
        shutil.rmtree(root, ignore_errors=True)
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        return publish(
            root, home, source, clock=lambda: at, by="test", note="proef", override="proef"
        )

    return publish_files


@pytest.fixture(scope="session")
def noted_files() -> Mapping[str, str]:
    """Return the tree that is in force, with a note beside every item."""
    return {**FILES, **_notes([it for it in NOTES if it != "ww-papier"])}


@pytest.fixture(scope="session")
def noted_home(
    tmp_path_factory: pytest.TempPathFactory,
    encoder_home: Path,
    put_in_force: Publish,
    noted_files: Mapping[str, str],
) -> Path:
    """Return a home in which an item was withdrawn. Copy it to change it."""
    own, root = tmp_path_factory.mktemp("noted"), tmp_path_factory.mktemp("tree") / "content"
    (own / "store").mkdir()
    (own / "store" / "encoders").symlink_to(encoder_home / "store" / "encoders")
    put_in_force(root, own, {**FILES, **WITHDRAWN, **_notes(list(NOTES))}, FIRST)
    put_in_force(root, own, noted_files, SECOND)
    return own


@pytest.fixture
def own_home(noted_home: Path, tmp_path: Path) -> Path:
    """Return a copy of `noted_home` of one's own."""
    home = tmp_path / "home"
    shutil.copytree(noted_home, home, symlinks=True)
    return home


@pytest.fixture(scope="session")
def canaries() -> Mapping[str, str]:
    """Return the word that stands in the note of each item and nowhere else."""
    return CANARIES


_LIST = frozenset(["regelingen", "bereik"])
"""Fields that are lists of texts."""


@dataclass(frozen=True)
class Call:
    """A request. `parts` fill its path; `body` is sent as JSON and `form` as a form."""

    method: str
    path: str
    parts: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    form: Mapping[str, str] | None = None
    unset: tuple[str, ...] = ()
    """Fields of the body that it does not fill in."""

    def address(self) -> str:
        """Return the path as it is sent."""
        parts = {name: quote(value, safe="") for name, value in self.parts.items()}
        return re.sub(r"\{(\w+)(?::\w+)?\}", lambda it: parts[it[1]], self.path)

    def send(self, client: httpx.Client, headers: Any = (), *, escaped: bool = False) -> Any:
        """Send it and return the response; `escaped` JSON has a code for every character."""
        content, own = None, dict(headers)
        if self.body is not None:
            content = _escaped(self.body) if escaped else json.dumps(self.body, ensure_ascii=False)
            own.setdefault("Content-Type", "application/json")
        return client.request(
            self.method,
            self.address(),
            params=self.query or None,
            content=content,
            data=self.form,
            headers=own,
        )

    def holding(self, text: str) -> Iterator[Call]:
        """Yield this request with `text` in the place of each value in turn."""
        for name in self.parts:
            yield replace(self, parts={**self.parts, name: text})
        for name in self.query:
            yield replace(self, query={**self.query, name: text})
        for name in self.form or ():
            yield replace(self, form={**(self.form or {}), name: text})
        for where in _leaves(self.body):
            yield replace(self, body=_changed(self.body, where, text))
        for name in self.unset:
            yield replace(self, body={**self.body, name: [text] if name in _LIST else text})


def _escaped(value: Any) -> str:
    """Return JSON in which every character of a text is written as its code."""
    if isinstance(value, dict):
        inner = ",".join(f"{json.dumps(key)}:{_escaped(it)}" for key, it in value.items())
        return f"{{{inner}}}"
    if isinstance(value, list):
        return f"[{','.join(map(_escaped, value))}]"
    if not isinstance(value, str):
        return json.dumps(value)
    units = value.encode("utf-16-be").hex()
    return f'"{re.sub("....", lambda it: chr(92) + "u" + it[0], units)}"'


def _leaves(body: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(body, dict | list):
        steps = body.items() if isinstance(body, dict) else enumerate(body)
        for step, inner in steps:
            yield from _leaves(inner, (*at, step))
    elif at:
        yield at


def _changed(body: Any, where: tuple[Any, ...], text: str) -> Any:
    changed = json.loads(json.dumps(body))
    inner = changed
    for step in where[:-1]:
        inner = inner[step]
    inner[where[-1]] = text
    return changed


Calls = Callable[[FastAPI, Mapping[str, Sequence[str]]], list[Call]]


@pytest.fixture(scope="session")
def calls() -> Calls:
    """Return a function that gives a request for every route of an application.

    `samples` holds values for the parts of paths and for queries, by name; there is a request for
    each value of a part, without a query and with each of its values. A route that asks for
    another part fails here.
    """

    def every(app: FastAPI, samples: Mapping[str, Sequence[str]]) -> list[Call]:
        found: list[Call] = []
        for path, route in routes_of(app):
            if isinstance(route, APIRoute):
                found += _calls_of(path, route, samples)
            else:
                folder = Path(route.app.directory)  # type: ignore[attr-defined]
                files = [it for it in folder.rglob("*") if it.is_file()]
                assert files, path
                found += [Call("GET", f"{path}/{it.relative_to(folder)}") for it in files]
        return found

    return every


def _calls_of(path: str, route: APIRoute, samples: Mapping[str, Sequence[str]]) -> Iterator[Call]:
    asked = route.dependant
    names = [it.alias for it in asked.path_params]
    body, form, unset = None, None, ()
    if route.include_in_schema and asked.body_params:
        body = example(str(route.operation_id)).asked
        known = asked.body_params[0].field_info.annotation.model_fields.values()  # type: ignore[union-attr]
        unset = tuple(it.alias for it in known if it.alias not in body)
    elif asked.body_params:
        form = {it.alias: "" for it in asked.body_params}
    for values in product(*(samples[it] for it in names)):
        for method in sorted(route.methods):
            call = Call(method, path, dict(zip(names, values, strict=True)), {}, body, form, unset)
            yield call
            several = {it.alias: samples[it.alias] for it in asked.query_params}
            for at in range(max(map(len, several.values()), default=0)):
                yield replace(call, query={name: it[at % len(it)] for name, it in several.items()})


@dataclass(frozen=True)
class Fixed:
    """Serves one reference for ever."""

    current: Serving | None
    reason: str | None = None
    failures: int = 0
    pulled: None = None

    def start(self) -> None:
        """There is nothing to watch."""

    def stop(self) -> None:
        """There is nothing to stop."""


@pytest.fixture
def client(own_home: Path, encoder: Encoder) -> Callable[..., TestClient]:
    """Return a function that gives a client of a server of `own_home`, from this machine."""
    serving = replace(load_serving(own_home, encoder), policy=GENEROUS)
    settings = Settings(home=own_home, requests_per_minute=10**6, key_requests_per_minute=10**6)

    def of(role: Role, *scopes: Scope, answering: Serving | None = serving) -> TestClient:
        app = create_app(
            settings,
            role,
            watcher=Fixed(answering),  # type: ignore[arg-type]
            clock=lambda: NOW,
        )
        made = TestClient(
            app,
            base_url="http://127.0.0.1",
            client=("127.0.0.1", 50_000),
            raise_server_exceptions=False,
            follow_redirects=False,
        )
        database = app.state.journal.database
        database.ensure()
        if scopes:
            text, _ = keys.add(database, "test", scopes, NOW, days=1)
            made.headers["Authorization"] = f"Bearer {text}"
            who = Identity("test", "test", frozenset(scopes))
            made.cookies.set("vraagbaak", sessions.start(database, who, NOW))
        return made

    return of


@pytest.fixture
def samples(own_home: Path) -> Mapping[str, Sequence[str]]:
    """Return what stands in paths and queries: everything that was ever published."""
    archive = Archive(own_home)
    found = [it for entry in archive.entries() for it in archive.public(entry.release).entries()]
    ids = sorted({it.id for it in found})
    return {
        "id": [*ids, "1", "2", "actief", archive.ledger.active().public, "0123456789ab"],
        "id_": ids,
        "code": ids,
        "versie": sorted({it.version for it in found}),
        "vraagkenmerk": ["01JD0000000000000000000000"],
        "geldigOp": ["2024-02-20", "2026-11-22", "2030-01-01", "geen dag"],
        "verzondenOp": ["2024-02-20", "geen dag"],
        "taal": ["en", "nl", "xx"],
        "begin": ["hoe", "ww"],
        "doelgroep": ["particulier"],
        "regelingen": ["WW"],
        "met": ["1"],
        "terug": ["/publicatie"],
    }
