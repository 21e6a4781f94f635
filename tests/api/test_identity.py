"""Every channel gives the same answer, and one channel that does not is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from fastapi.responses import HTMLResponse
from fastapi.testclient import TestClient

from api.cli.commands.ask import body_of, found
from api.identity import Disagreement, disagreements, missing_from_page
from api.schema import FoundBody, found_body
from api.serving import Serving
from api.web.pages import page
from indexer.confidence import Calibration, Curve
from indexer.parameters import Follow, Parameters, Weights
from indexer.search import Searcher
from kb.answering import Question
from kb.composing import Answer
from kb.model import Audience, GoldenQuestion
from kb.policy import Policy

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
APPLY, HELP, CASE = "ww aanvragen", "Ik wil niet meer leven", "Is mijn aanvraag al binnen?"
AOW, HELLO, UNKNOWN = (
    "Wanneer krijg ik AOW-pensioen?",
    "Goedemorgen",
    "appeltaart met kaneel bakken",
)
UNSURE = "is mijn ww aanvraag al binnen en hoe vraag ik ww aan"
ENDS = {
    APPLY: "antwoord",
    UNSURE: "keuze",
    AOW: "verwijzing",
    CASE: "eigenDossier",
    HELP: "nood",
    HELLO: "begroeting",
    UNKNOWN: "geenAntwoord",
}
SICK = "How do I report that I am ill without an employer?"

FIXED = Parameters(
    weights=Weights(nearest=0.35, neighbours=0, topic=0, text=0.35, words=0.3, grams=0, pointed=0),
    follow=Follow(topic=0.4, next_step=0.05),
    calibration=Calibration(
        right=Curve(score=11, lead=14, nearest=0, offset=-5.1),
        distress=Curve(score=11, lead=14, nearest=0, offset=-5.1),
        unanswerable=Curve(score=11, lead=14, nearest=0, offset=-5.1),
    ),
    policy=Policy(answer_at=0.9, choice_at=0.1, distress_at=0.2, refuse_at=0.5, also_at=0.05),
)
"""So that the questions here end in every way, whatever was fitted last."""
ALL_SHOWN = FIXED.policy.model_copy(update={"also_at": 0.0})
"""Every text that was found is shown, so that there is an order."""

Face = Callable[..., TestClient]


def golden(question: str, **changed: object) -> GoldenQuestion:
    return GoldenQuestion(id="t", question=question).model_copy(update=changed)


@pytest.fixture(scope="module")
def fixed(serving: Serving) -> Serving:
    """Return what a server answers from, with parameters that no fit changes."""
    snapshot = replace(serving.snapshot, parameters=FIXED)
    search = Searcher(snapshot, serving.search.encoder)
    return replace(serving, snapshot=snapshot, search=search, policy=FIXED.policy)


QUESTIONS = (
    *map(golden, ENDS),
    golden(SICK),
    golden("wat betekent brief WW-101"),
    golden("Hoe lang krijg ik een WW-uitkering?", on_day=date(2025, 1, 1)),
    golden("Hoe meld ik een zieke werknemer?", audience=Audience.EMPLOYER),
    golden("en hoe lang?", previous="ww-aanvragen"),
    golden('"haken" & <tekens> zoals \' in een vraag over ww'),
    golden("ww" + 249 * " é"),
    golden("\u200b\u202e"),
)


def told(serving: Serving, *questions: GoldenQuestion) -> list[tuple[str, str]]:
    """Return which channel disagrees and in what."""
    found: tuple[Disagreement, ...] = disagreements(serving, questions, NOW, TODAY)
    return [(it.channel, it.what) for it in found]


# --- as it is


@pytest.mark.parametrize(("question", "outcome"), ENDS.items())
def test_the_questions_here_end_in_every_way(fixed: Serving, question: str, outcome: str) -> None:
    assert found(Question(text=question, day=TODAY), fixed).outcome.value == outcome


@pytest.mark.parametrize("policy", [FIXED.policy, ALL_SHOWN, Policy(answer_at=0.999)])
def test_every_channel_gives_every_answer_alike(fixed: Serving, policy: Policy) -> None:
    assert told(replace(fixed, policy=policy), *QUESTIONS) == []


def test_progress_is_told_after_every_question(fixed: Serving) -> None:
    seen: list[tuple[int, int]] = []
    disagreements(fixed, QUESTIONS[:2], NOW, TODAY, lambda done, total: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]


# --- one channel that differs


def test_a_command_line_that_adds_a_space_is_found(
    fixed: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spaced(question: Question, serving: Serving) -> str:
        return body_of(question, serving).replace('"kort":"', '"kort":" ', 1)

    monkeypatch.setattr("api.identity.body_of", spaced)
    assert told(fixed, golden(APPLY)) == [("opdrachtregel", "het antwoord verschilt")]


def test_a_command_line_that_forgets_the_day_is_found(
    fixed: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "api.identity.body_of", lambda question, it: body_of(replace(question, day=TODAY), it)
    )
    question = golden("Hoe lang krijg ik een WW-uitkering?", on_day=date(2025, 1, 1))
    assert told(fixed, question) == [("opdrachtregel", "het antwoord verschilt")]


def test_an_api_in_another_order_differs_from_command_line_and_page(
    fixed: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    def turned(given: Answer, *others: Any) -> FoundBody:
        return found_body(replace(given, answers=given.answers[::-1]), *others)

    monkeypatch.setattr("api.routes.answers.found_body", turned)
    channels = [it for it, _ in told(replace(fixed, policy=ALL_SHOWN), golden(APPLY))]
    assert set(channels) == {"opdrachtregel", "pagina"}


def test_a_page_with_one_other_byte_in_a_text_is_found(
    fixed: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changed(*arguments: Any, **values: Any) -> HTMLResponse:
        response = page(*arguments, **values)
        body = bytes(response.body).replace(b"Ga naar Mijn UWV.", b"Ga naar mijn UWV.")
        return HTMLResponse(body, response.status_code)

    monkeypatch.setattr("api.web.pages.page", changed)
    assert told(fixed, golden(APPLY)) == [("pagina", "de tekst van ww-aanvragen verschilt")]
    assert told(fixed, golden(UNKNOWN)) == []


def test_a_page_that_answers_about_another_day_is_found(fixed: Serving) -> None:
    before = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
    found = disagreements(fixed, [golden("Hoe lang krijg ik WW?")], before, TODAY)
    assert [it.channel for it in found] == ["pagina", "pagina"]


def test_a_question_that_the_api_refuses_is_said_and_not_tripped_over(fixed: Serving) -> None:
    assert told(fixed, golden("x" * 501), golden(APPLY)) == [
        ("api", "de vraag wordt geweigerd (status 400)")
    ]


# --- what a page has to show


@pytest.fixture(scope="module")
def shown(fixed: Serving, face: Face) -> Callable[[str], tuple[dict[str, Any], str]]:
    """Return a function that gives the body and the page of a question, with every text."""

    def both(question: str) -> tuple[dict[str, Any], str]:
        client = face(ALL_SHOWN, answering=fixed)
        asked = {"vraag": question, "geldigOp": TODAY.isoformat()}
        body = client.post("/v1/antwoorden/_zoek", json=asked)
        page = client.post("/", data={"vraag": question, "doelgroep": ""})
        assert (body.status_code, page.status_code) == (200, 200)
        return body.json(), page.text

    return both


Shown = Callable[[str], tuple[dict[str, Any], str]]


@pytest.mark.parametrize(
    ("question", "old", "new", "missing"),
    [
        (
            APPLY,
            'data-uitkomst="antwoord"',
            'data-uitkomst="keuze"',
            "de afloop of de momentopname",
        ),
        (APPLY, 'data-momentopname="sha256:', 'data-momentopname="sha256:0', "de afloop of de mom"),
        (APPLY, 'data-versie="', 'data-versie="0', "de teksten of hun volgorde verschillen"),
        (APPLY, 'data-inhoud-hash="sha', 'data-inhoud-hash="shA', "de teksten of hun volgorde"),
        (APPLY, 'data-id="ww-duur"', 'data-id="ww"', "de teksten of hun volgorde verschillen"),
        (
            APPLY,
            "online aan met DigiD.",
            "online met DigiD.",
            "de tekst van ww-aanvragen verschilt",
        ),
        (APPLY, "<li>Log in met DigiD.", "<li>Log in.", "de tekst van ww-aanvragen verschilt"),
        (APPLY, "De nieuwe tekst.", "De oude tekst.", "de tekst van ww-duur verschilt"),
        (UNSURE, "Kort over eigenDossier.", "", "de tekst van eigen-dossier verschilt"),
        (UNSURE, "Wat past het best bij uw vraag?", "Kies.", "de melding ontbreekt"),
        (AOW, "<strong>SVB</strong>", "<strong>DUO</strong>", "de organisatie ontbreekt"),
        (CASE, "<strong>Telefoon</strong>", "", "het contact Telefoon ontbreekt"),
        (HELP, "Bel nu 113.", "Bel 112.", "de tekst van nood-zelfdoding verschilt"),
        (HELP, "Kort over nood.", "", "de melding ontbreekt"),
        (HELP, "113 Zelfmoordpreventie", "113", "het contact 113 Zelfmoordpreventie ontbreekt"),
        (HELLO, "Kort over begroeting.", "Dag.", "de melding ontbreekt"),
        (UNKNOWN, "Kort over geenAntwoord.", "", "de melding ontbreekt"),
        (SICK, "This answer is only available", "", "aandachtspunt alleenNederlands ontbreekt"),
    ],
)
def test_what_differs_on_a_page_is_named(
    shown: Shown, question: str, old: str, new: str, missing: str
) -> None:
    body, page = shown(question)
    assert missing_from_page(body, page) == []
    assert old in page
    found = missing_from_page(body, page.replace(old, new, 1))  # the foot of a page stays
    assert [it.startswith(missing) for it in found] == [True]


def test_two_texts_that_changed_places_under_their_marks_are_found(shown: Shown) -> None:
    body, page = shown(APPLY)
    first, second = (it["html"] for it in body["antwoorden"][:2])
    turned = page.replace(first, "\0").replace(second, first).replace("\0", second)
    wrong = [f"de tekst van {it['id']} verschilt" for it in body["antwoorden"][:2]]
    assert missing_from_page(body, turned) == wrong


def test_a_text_that_is_left_out_is_found(shown: Shown) -> None:
    body, page = shown(APPLY)
    assert len(body["antwoorden"]) > 1
    at = page.index("<details", page.index("<details") + 1)
    left = page[:at] + page[page.index("</details>", at) :]
    assert "de teksten of hun volgorde verschillen" in missing_from_page(body, left)


def test_an_error_page_shows_nothing_of_an_answer(shown: Shown) -> None:
    body, _ = shown(HELP)
    assert missing_from_page(body, "<h1>Er ging iets mis</h1>") == [
        "de afloop of de momentopname verschilt",
        "de teksten of hun volgorde verschillen",
        "de melding ontbreekt",
        "het contact 113 Zelfmoordpreventie ontbreekt",
    ]
