"""The internal page about what is published."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.access.scopes import CallerNow, Scope, ScopedRoute, requires
from api.routes.dependencies import ServingNow
from api.watching import Watcher
from api.web.pages import page

router = APIRouter(
    include_in_schema=False, route_class=ScopedRoute, dependencies=[requires(Scope.ADVISER)]
)


@router.get("/publicatie")
def publication(request: Request, serving: ServingNow, caller: CallerNow) -> HTMLResponse:
    """Show the active publication: what is in it, from when, and whether it is the newest."""
    watcher: Watcher = request.app.state.watcher
    public = serving.knowledge.public
    return page(
        "publication.html",
        serving,
        caller=caller,
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
