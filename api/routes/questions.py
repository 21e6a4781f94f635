"""`/v1/vragen/{vraagkenmerk}`: having a question deleted.

The reference is random and only its asker has it; whoever names it may have the question deleted.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Request, Response

import api.routes.paths  # noqa: F401 -- gives the forms in the paths
from api.access.scopes import Scope, ScopedRoute, requires
from api.forms import ULID_FORM
from api.journaling import journal_of

router = APIRouter(tags=["vragen"], route_class=ScopedRoute)

Reference = Annotated[
    str,
    Path(
        alias="vraagkenmerk",
        pattern=f"^{ULID_FORM}$",
        description="Het kenmerk dat bij het antwoord stond.",
        examples=["01KB1Q8ZK5W0M8Q3C9N4T7V2XD"],
    ),
]


@router.delete(
    "/vragen/{vraagkenmerk:ulid}",
    status_code=204,
    dependencies=[requires(Scope.PUBLIC)],
    summary="Laat een vraag wissen",
    description="Wist een vraag, wat erbij getoond is en wat er in reacties naar leidt. Het "
    "kenmerk is genoeg: alleen wie de vraag stelde, heeft het.",
    operation_id="wisVraag",
)
def delete_question(request: Request, reference: Reference) -> Response:
    """Delete a question and everything that leads to it."""
    if not journal_of(request).forget(reference):
        raise HTTPException(404)
    return Response(status_code=204)
