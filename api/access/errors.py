"""What can go wrong in access.

AccessError
├── UndeclaredScopeError   a route that does not say who may call it
├── UnknownKeyError        no key has the id given
├── PersonError            a person that cannot be added, found or given a password
├── SignInSettingsError    signing in elsewhere is set up by half
├── IssuerError            whoever signs people in elsewhere did not do so
├── NoScopesError          somebody signed in elsewhere who may do nothing here
├── SignInNeededError      a page that only somebody who signed in may see
└── FormExpiredError       a form that does not belong to the session
"""

from __future__ import annotations

from collections.abc import Sequence


class AccessError(Exception):
    """Base of every error of this package; `str()` is one sentence in Dutch."""


class UndeclaredScopeError(AccessError):
    """A route does not declare exactly one scope; an application with it does not start."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"De route {path} zegt niet wie haar mag gebruiken; maak haar met "
            "APIRouter(route_class=ScopedRoute) en dependencies=[requires(Scope.…)]."
        )
        self.path = path


class UnknownKeyError(AccessError):
    """No key has the id given."""

    def __init__(self, id_: str) -> None:
        super().__init__(f"Er is geen sleutel '{id_[:40]}'; `vraagbaak keys list` toont ze.")
        self.id = id_


class PersonError(AccessError):
    """A person cannot be added, found or given a password; `str()` says why and what to do."""


class SignInSettingsError(AccessError):
    """Signing in elsewhere is set up by half."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(
            "Voor aanmelden met VRAAGBAAK_OIDC_ISSUER is ook nodig: " + ", ".join(missing) + "."
        )
        self.missing = tuple(missing)


class IssuerError(AccessError):
    """Whoever signs people in elsewhere did not do so.

    `reason` is for the log: English words of this program, and nothing of what was received.
    """

    def __init__(self, reason: str, *, unreachable: bool = False) -> None:
        super().__init__(
            "De aanmelddienst van uw organisatie is niet bereikbaar. Probeer het later opnieuw."
            if unreachable
            else "Aanmelden via uw organisatie is niet gelukt. Probeer het opnieuw."
        )
        self.reason = reason
        self.unreachable = unreachable


class NoScopesError(AccessError):
    """Somebody signed in elsewhere, and none of their roles gives a scope here."""

    def __init__(self) -> None:
        super().__init__("U heeft hier geen rechten. Vraag een beheerder om een rol.")


class SignInNeededError(AccessError):
    """A page was asked for that only somebody who signed in may see; `back` is its path."""

    def __init__(self, back: str) -> None:
        super().__init__("Meld u aan om deze pagina te zien.")
        self.back = back


class FormExpiredError(AccessError):
    """A form was sent that does not belong to the session it came with."""

    def __init__(self) -> None:
        super().__init__(
            "Dit formulier is verlopen. Open de pagina opnieuw en vul het nog eens in."
        )
