"""Two publications of a small agency, one after the other, and a server of each role over them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.access import keys
from api.access.scopes import Scope
from api.app import create_app
from api.settings import Role, Settings
from api.watching import Watcher
from eval.publication import publish
from indexer.confidence import Calibration, Curve
from indexer.encoder import Encoder, EncoderSource
from indexer.parameters import Follow, Parameters, Weights
from kb.policy import Policy
from kb.source import version_of

REPOSITORY = Path(__file__).parents[2]
FIRST = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
SECOND = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)

CONTACT = "contact:\n  - {naam: Telefoon, adres: 088 898 92 94, openingstijden: op werkdagen}\n"
ITEM = """\
---
vraag: {question}
alternatieven: [{alternatives}]
kort: {short}
doelgroep: particulier
regelingen: [WW]
trefwoorden: [werkloos]
geldig: {{{valid}}}
{more}controleren_voor: 2027-06-01
eigenaar: team-ww
---
{body}
"""
REFERRAL = """\
---
uitkomst: {outcome}
vraag: {question}
kort: {short}
{more}controleren_voor: 2027-06-01
eigenaar: team-contact
---
{body}
"""


def _item(question: str, short: str, body: str, **more: str) -> str:
    return ITEM.format(
        question=question,
        alternatives=more.get("alternatives", ""),
        short=short,
        valid=more.get("valid", "vanaf: 2024-01-01"),
        more=more.get("more", ""),
        body=body,
    )


APPLY = _item(
    "Hoe vraag ik een WW-uitkering aan?",
    "U vraagt de WW-uitkering online aan met DigiD.",
    "Ga naar Mijn UWV.\n\n## Wat moet u doen?\n\n1. Log in met DigiD.\n2. Vul de aanvraag in.",
    alternatives="ww aanvragen, ik ben mijn baan kwijt en heb geld nodig",
    more='grondslag: ["WW artikel 22"]\nverwant: [bezwaar-maken]\nhierna: [ww-duur]\n',
)
OLD_DURATION = _item(
    "Hoe lang krijg ik een WW-uitkering?",
    "Hoe lang u WW krijgt, hangt af van hoe lang u werkte.",
    "Dat staat in de brief die u van ons krijgt.",
    valid="vanaf: 2024-01-01, tot: 2026-07-01",
)
DURATION = _item(
    "Hoe lang krijg ik een WW-uitkering?",
    "U krijgt minstens 3 maanden WW.",
    "Hoe lang precies, staat in de brief die u van ons krijgt.",
    valid="vanaf: 2026-07-01",
)
BOTH: Mapping[str, str] = {
    "teksten.yml": (
        "banner: Dit is voorbeeldinhoud.\n"
        "alleen_nederlands: {en: This answer is only available in Dutch.}\n" + CONTACT
    ),
    "themas.yml": (
        "- {id: werkloos, titel: Werkloos worden of zijn, "
        "omschrijving: WW aanvragen en wat u dan krijgt., regelingen: [WW]}\n"
        "- {id: oneens, titel: Niet eens met een beslissing, omschrijving: Bezwaar maken.}\n"
    ),
    "begrippen.yml": (
        "- {term: dagloon, betekenis: Het loon per dag waar wij uw uitkering mee berekenen., "
        "synoniemen: [loon per dag], gewoon: loon per dag}\n"
    ),
    "bedragen/algemeen.yml": '- {naam: bezwaar, waarde: "6", eenheid: weken, vanaf: 2015-01-01}\n',
    "faq/werkloos/ww-aanvragen.en.md": (
        "---\nvraag: How do I apply for a WW unemployment benefit?\n"
        "kort: You apply for the WW benefit online with DigiD.\n"
        f"vertaling_van: {version_of(APPLY)}\n---\nGo to Mijn UWV and log in.\n"
    ),
    "faq/werkloos/ww-aanvragen.md": APPLY,
    "faq/werkloos/ww-duur@2024-01-01.md": OLD_DURATION,
    "faq/werkloos/ww-duur@2026-07-01.md": DURATION,
    "faq/werkloos/tijdelijke-toeslag.md": _item(
        "Krijg ik de tijdelijke toeslag?",
        "De tijdelijke toeslag is er voor wie in 2024 WW kreeg.",
        "U hoeft niets te doen.",
        valid="vanaf: 2024-01-01, tot: 2025-01-01",
        more="opvolger: ww-aanvragen\n",
    ),
    "faq/oneens/bezwaar-maken.md": _item(
        "Hoe maak ik bezwaar?",
        "U maakt bezwaar met een brief of online.",
        "U heeft {termijn:bezwaar} de tijd.",
    ),
    "brieven/WW-101.md": (
        "---\ncode: WW-101\ntitel: U krijgt een WW-uitkering\nregelingen: [WW]\n"
        "doelgroep: particulier\ngeldig: {vanaf: 2024-01-01}\n"
        "wanneer: Als wij uw aanvraag hebben goedgekeurd.\n"
        "kenmerken: [U krijgt een WW-uitkering]\n"
        "termijnen: [{naam: bezwaar, termijn: bezwaar, vanaf: dagtekening}]\n"
        "verwant: [ww-duur]\ncontroleren_voor: 2027-06-01\neigenaar: brievenboek\n---\n"
        "## Wat betekent deze brief?\n\nUw aanvraag is goedgekeurd: u krijgt WW.\n\n"
        "## Tekst van de brief\n\nBeste {naam}, U krijgt een WW-uitkering.\n"
    ),
    "verwijzingen/svb-aow.md": REFERRAL.format(
        outcome="verwijzing",
        question="Wanneer krijg ik AOW-pensioen?",
        short="De SVB gaat over de AOW.",
        more='organisatie: {naam: SVB, website: "https://www.svb.nl", telefoon: 020 656 56 56}\n',
        body="De SVB betaalt de AOW.",
    ),
    "verwijzingen/geen-antwoord.md": REFERRAL.format(
        outcome="geenAntwoord",
        question="Geen antwoord",
        short="Op deze vraag hebben wij geen zeker antwoord.",
        more=CONTACT,
        body="Bel ons.",
    ),
    "vragen/keuring/basis.yml": (
        "- {id: keuring-001, vraag: ik ben mijn baan kwijt wat nu, verwacht: [ww-aanvragen]}\n"
        "- {id: keuring-002, vraag: hoeveel maanden krijg ik ww, verwacht: [ww-duur]}\n"
    ),
    "algoritme.yml": (REPOSITORY / "content" / "algoritme.yml").read_text(encoding="utf-8"),
}
ONLY_FIRST: Mapping[str, str] = {
    "faq/oneens/bezwaar-maken.md": _item(
        "Hoe maak ik bezwaar?", "U maakt bezwaar met een brief.", "Dat moet binnen de termijn."
    ),
    "faq/werkloos/ww-papier.md": _item(
        "Kan ik WW aanvragen op papier?",
        "U vraagt een formulier aan.",
        "Bel ons voor een formulier.",
        valid="vanaf: 2024-01-01, tot: 2027-01-01",
        more="opvolger: ww-aanvragen\n",
    ),
    "faq/werkloos/ww-fax.md": _item(
        "Kan ik WW aanvragen met de fax?", "Dat kan niet meer.", "Onze fax is weg."
    ),
}

_CURVE = Curve(score=11, lead=14, nearest=0, offset=-5.1)
FIXED = Parameters(
    weights=Weights(
        nearest=0.2, neighbours=0.1, topic=0.1, text=0.2, words=0.2, grams=0.1, pointed=0.1
    ),
    follow=Follow(topic=0.4, next_step=0.05),
    calibration=Calibration(right=_CURVE, distress=_CURVE, unanswerable=_CURVE),
    policy=Policy(answer_at=0.5, choice_at=0.2, distress_at=0.2, refuse_at=0.5, also_at=0.1),
)
"""What the publications here weigh and promise, whatever was fitted last."""


@pytest.fixture(scope="session")
def contract_home(
    tmp_path_factory: pytest.TempPathFactory, encoder_home: Path, source: EncoderSource
) -> Path:
    """Return a home in which two publications came into force, the second one still is."""
    own, root = tmp_path_factory.mktemp("contract"), tmp_path_factory.mktemp("tree") / "content"
    (own / "store").mkdir()
    (own / "store" / "encoders").symlink_to(encoder_home / "store" / "encoders")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("indexer.build.fitted", lambda: FIXED)
        for at, files, note in (
            (FIRST, {**BOTH, **ONLY_FIRST}, "De eerste teksten."),
            (SECOND, BOTH, "Bezwaar kan online, papier kan niet meer."),
        ):
            _write(root, files)
            publish(
                root,
                own,
                source,
                clock=lambda at=at: at,
                by="redactie",
                note=note,
                override="Papier en fax zijn gestopt." if at is SECOND else None,
            )
    return own


def _write(root: Path, files: Mapping[str, str]) -> None:
    for path in [it for it in root.rglob("*") if it.is_file()]:
        path.unlink()
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")


@dataclass(frozen=True)
class Server:
    """A server of one role; a client sends the key of a scope, or none."""

    client: TestClient
    key_of: Mapping[Scope, str]

    def send(
        self, method: str, path: str, body: Any = None, *, scope: Scope = Scope.PUBLIC, **more: str
    ) -> Any:
        """Send a request and return the response; `more` are headers, with _ for -."""
        headers = {name.replace("_", "-"): value for name, value in more.items()}
        if scope in self.key_of:
            headers["Authorization"] = f"Bearer {self.key_of[scope]}"
        content = None
        if body is not None:
            headers = {"Content-Type": "application/json", **headers}
            content = json.dumps(body)
        return self.client.request(method, path, content=content, headers=headers)

    def document(self) -> dict[str, Any]:
        """Return the document that it serves."""
        found: dict[str, Any] = self.client.get("/v1/openapi.json").json()
        return found


Serve = Callable[[Role], Server]


@pytest.fixture(scope="session")
def serve(contract_home: Path, encoder: Encoder) -> Iterator[Serve]:
    """Return a function that gives the running server of a role."""
    settings = Settings(home=contract_home)
    with ExitStack() as running:

        def start(role: Role) -> Server:
            watcher = Watcher(contract_home, 60.0, lambda: NOW, encoder)
            app = create_app(settings, role, watcher=watcher, clock=lambda: NOW)
            client = TestClient(app, raise_server_exceptions=False, follow_redirects=False)
            running.enter_context(client)
            database = cast(FastAPI, client.app).state.journal.database
            database.ensure()
            made = {
                scope: keys.add(database, f"proef {scope.value}", [scope], NOW, 30)[0]
                for scope in (Scope.ADVISER, Scope.EDITOR, Scope.ADMIN)
            }
            return Server(client, made)

        started: dict[Role, Server] = {}
        yield lambda role: started.get(role) or started.setdefault(role, start(role))


@pytest.fixture(scope="session")
def public(serve: Serve) -> Server:
    """Return a server of the public role."""
    return serve(Role.PUBLIC)


@pytest.fixture(scope="session")
def internal(serve: Serve) -> Server:
    """Return a server of the internal role."""
    return serve(Role.INTERNAL)
