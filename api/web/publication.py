"""The internal page about what is published. It shows nothing that needs a sign-in."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.routes.dependencies import ServingNow
from api.watching import Watcher
from api.web.pages import page

router = APIRouter(include_in_schema=False)


@router.get("/publicatie")
def publication(request: Request, serving: ServingNow) -> HTMLResponse:
    """Show the active publication: what is in it, from when, and whether it is the newest."""
    watcher: Watcher = request.app.state.watcher
    public = serving.knowledge.public
    return page(
        "publication.html",
        serving,
        activation=serving.activation,
        reason=watcher.reason,
        counts=[
            ("Vragen met antwoord", len(public.faqs)),
            ("Brieven", len(public.letters)),
            ("Verwijzingen", len(public.referrals)),
            ("Bedragen en termijnen", len(public.figures)),
            ("Begrippen", len(public.terms)),
        ],
    )
