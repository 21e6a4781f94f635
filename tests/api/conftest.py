"""One publication with every sort of content, and clients of every face over it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.access import keys, sessions
from api.access.scopes import Scope
from api.access.sessions import Identity
from api.app import create_app
from api.serving import Serving, load_serving
from api.settings import Role, Settings
from eval.publication import publish
from indexer.confidence import Calibration, Curve
from indexer.encoder import Encoder, EncoderSource
from indexer.parameters import Follow, Parameters, Weights
from kb.policy import Policy
from kb.source import version_of

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
CANARY = "kanariewoord"
"""Stands in the advisor note and nowhere else."""

WW_APPLY = """\
---
vraag: Hoe vraag ik een WW-uitkering aan?
alternatieven: [ww aanvragen, ik ben mijn baan kwijt en heb geld nodig]
kort: U vraagt de WW-uitkering online aan met DigiD.
doelgroep: particulier
regelingen: [WW]
trefwoorden: [werkloos]
geldig: {vanaf: 2024-01-01}
grondslag: ["WW artikel 22"]
verwant: [bezwaar-maken]
hierna: [ww-duur]
controleren_voor: 2027-06-01
eigenaar: team-ww
---
Ga naar Mijn UWV.

## Wat moet u doen?

1. Log in met DigiD.
2. Vul de aanvraag in. Lees ook [hoe lang u WW krijgt](ww-duur).
"""

ITEM = """\
---
vraag: {question}
kort: {short}
doelgroep: {audience}
regelingen: [{scheme}]
geldig: {{{valid}}}
controleren_voor: 2027-06-01
eigenaar: team-ww
---
{body}
"""


def _item(question: str, audience: str, scheme: str, body: str, valid: str = "") -> str:
    return ITEM.format(
        question=question,
        short=f"Kort antwoord op {question[:-1].lower()}.",
        audience=audience,
        scheme=scheme,
        valid=valid or "vanaf: 2024-01-01",
        body=body,
    )


def _referral(outcome: str, question: str, extra: str, body: str) -> str:
    return (
        f"---\nuitkomst: {outcome}\nvraag: {question}\nkort: Kort over {outcome}.\n{extra}"
        f"controleren_voor: 2027-06-01\neigenaar: team-contact\n---\n{body}\n"
    )


_PHONE = "contact:\n  - {naam: Telefoon, adres: 088 898 92 94, openingstijden: op werkdagen}\n"
_DURATION = "Hoe lang krijg ik een WW-uitkering?"

FILES: Mapping[str, str] = {
    "teksten.yml": (
        "banner: Dit is voorbeeldinhoud.\nnoodrem: Wij antwoorden nu even niet.\n"
        "alleen_nederlands: {en: This answer is only available in Dutch.}\n" + _PHONE
    ),
    "themas.yml": (
        "- {id: werkloos, titel: Werkloos, omschrijving: Over de WW.}\n"
        "- {id: ziek, titel: Ziek, omschrijving: Over de Ziektewet.}\n"
    ),
    "bedragen/algemeen.yml": '- {naam: bezwaar, waarde: "6", eenheid: weken, vanaf: 2015-01-01}\n',
    "faq/werkloos/ww-aanvragen.md": WW_APPLY,
    "faq/werkloos/ww-aanvragen.toelichting.md": (
        "---\neigenaar: team-ww\ncontroleren_voor: 2027-06-01\n---\n"
        f"Vraag de beller eerst naar het {CANARY}.\n"
    ),
    "faq/werkloos/ww-aanvragen.en.md": (
        "---\nvraag: How do I apply for a WW unemployment benefit?\n"
        "kort: You apply for the WW benefit online with DigiD.\n"
        f"vertaling_van: {version_of(WW_APPLY)}\n---\nGo to Mijn UWV and log in.\n"
    ),
    "faq/werkloos/ww-duur@2024-01-01.md": _item(
        _DURATION, "particulier", "WW", "De oude tekst.", "vanaf: 2024-01-01, tot: 2026-07-01"
    ),
    "faq/werkloos/ww-duur@2026-07-01.md": _item(
        _DURATION, "particulier", "WW", "De nieuwe tekst.", "vanaf: 2026-07-01"
    ),
    "faq/werkloos/bezwaar-maken.md": _item(
        "Hoe maak ik bezwaar?", "beide", "", "U heeft {termijn:bezwaar} de tijd."
    ),
    "faq/werkloos/jaaropgave.md": _item(
        "Waar vind ik mijn jaaropgave?", "particulier", "WW, ZW", "In Mijn UWV."
    ),
    "faq/ziek/ziek-melden.md": _item(
        "Hoe meld ik mij ziek zonder werkgever?", "particulier", "ZW", "Bel ons."
    ),
    "faq/ziek/werknemer-ziek.md": _item(
        "Hoe meld ik een zieke werknemer?", "werkgever", "ZW", "Gebruik het portaal."
    ),
    "brieven/WW-101.md": (
        "---\ncode: WW-101\ntitel: U krijgt een WW-uitkering\nregelingen: [WW]\n"
        "doelgroep: particulier\ngeldig: {vanaf: 2024-01-01}\nwanneer: Als wij ja zeggen.\n"
        "kenmerken: [U krijgt een WW-uitkering]\n"
        "termijnen: [{naam: bezwaar, termijn: bezwaar, vanaf: dagtekening}]\n"
        "verwant: [ww-duur]\ncontroleren_voor: 2027-06-01\neigenaar: brievenboek\n---\n"
        "## Wat betekent deze brief?\n\nU krijgt geld van ons.\n\n"
        "## Tekst van de brief\n\nBeste {naam}, U krijgt een WW-uitkering.\n"
    ),
    "verwijzingen/svb-aow.md": _referral(
        "verwijzing",
        "Wanneer krijg ik AOW-pensioen?",
        'organisatie: {naam: SVB, website: "https://www.svb.nl", telefoon: 020 656 56 56}\n',
        "De SVB betaalt de AOW.",
    ),
    "verwijzingen/eigen-dossier.md": _referral(
        "eigenDossier", "Is mijn aanvraag al binnen bij jullie?", _PHONE, "Kijk in Mijn UWV."
    ),
    "verwijzingen/nood-zelfdoding.md": _referral(
        "nood",
        "Ik wil niet meer leven",
        'contact:\n  - {naam: 113 Zelfmoordpreventie, adres: "113", openingstijden: altijd}\n',
        "Bel nu 113.",
    ),
    "verwijzingen/begroeting.md": _referral("begroeting", "Goedemorgen", "", "Hallo."),
    "verwijzingen/geen-antwoord.md": _referral("geenAntwoord", "Geen antwoord", _PHONE, "Bel ons."),
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
"""What the publication here weighs and promises, whatever was fitted last."""

Face = Callable[..., TestClient]
Admitted = Callable[..., TestClient]
Command = Callable[..., subprocess.CompletedProcess[str]]


@dataclass(frozen=True)
class Fixed:
    """Serves one reference for ever."""

    current: Serving | None
    reason: str | None = None
    failures: int = 0

    def start(self) -> None:
        """There is nothing to watch."""

    def stop(self) -> None:
        """There is nothing to stop."""


@pytest.fixture(scope="session")
def rich_content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small tree with every sort of content. Do not change it."""
    root = tmp_path_factory.mktemp("rich") / "content"
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="session")
def rich_home(
    tmp_path_factory: pytest.TempPathFactory,
    encoder_home: Path,
    rich_content: Path,
    source: EncoderSource,
) -> Path:
    """Return a home in which `rich_content` is active. Do not publish in it."""
    own = tmp_path_factory.mktemp("rich-home")
    (own / "store").mkdir()
    (own / "store" / "encoders").symlink_to(encoder_home / "store" / "encoders")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("indexer.build.fitted", lambda: FIXED)
        publish(rich_content, own, source, clock=lambda: NOW, by="test", note="eerste")
    return own


@pytest.fixture(scope="session")
def serving(rich_home: Path, encoder: Encoder) -> Serving:
    """Return what a server of `rich_home` answers from."""
    return load_serving(rich_home, encoder)


@pytest.fixture(scope="session")
def face(serving: Serving, tmp_path_factory: pytest.TempPathFactory) -> Face:
    """Return a function that gives a client; it may change the policy, the day or the role.

    `face(answering=None)` is a server that has nothing to answer from.
    """
    settings = Settings(home=tmp_path_factory.mktemp("face-home"))

    def client(
        policy: Policy | None = None,
        *,
        answering: Serving | None = serving,
        now: datetime = NOW,
        role: Role = Role.PUBLIC,
    ) -> TestClient:
        if answering is not None and policy is not None:
            answering = replace(answering, policy=policy)
        watcher = Fixed(answering, None if answering else "er is nog niets")
        app = create_app(settings, role, watcher=watcher, clock=lambda: now)  # type: ignore[arg-type]
        return TestClient(app, raise_server_exceptions=False, follow_redirects=False)

    return client


@pytest.fixture(scope="session")
def admitted() -> Admitted:
    """Return a function that lets a client in: it sends a key and has signed in from then on."""

    def let_in(client: TestClient, *scopes: Scope) -> TestClient:
        app = cast(FastAPI, client.app)
        database, now = app.state.journal.database, app.state.clock()
        database.ensure()
        text, _ = keys.add(database, "test", scopes, now, days=1)
        client.headers["Authorization"] = f"Bearer {text}"
        who = Identity("test", "test", frozenset(scopes))
        client.cookies.set("vraagbaak", sessions.start(database, who, now))
        return client

    return let_in


@pytest.fixture(scope="session")
def vraagbaak() -> Command:
    """Return a function that runs the installed command as somebody types it."""
    command = Path(sys.executable).parent / "vraagbaak"

    def run(
        *arguments: str,
        home: Path = Path("/nonexistent/vraagbaak"),
        timeout: float = 300,
        **environment: str,
    ) -> subprocess.CompletedProcess[str]:
        # one thread: torch waits for cores that other tests keep busy
        own = {"OMP_NUM_THREADS": "1", "VRAAGBAAK_HOME": str(home), **environment}
        return subprocess.run(
            [command, *arguments],
            env={**os.environ, **own},
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    return run
