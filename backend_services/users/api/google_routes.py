"""Signing in with Google: two stops of a browser, and the shop's question afterwards."""

from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from backend_services.shared.db.limits import CleanText
from backend_services.shared.db.session import unit_of_work
from backend_services.shared.errors import AppError, Unprocessable
from backend_services.shared.http.problems import responses
from backend_services.users.adapters.google_door import Arrival, GoogleDoor, ProviderRefused
from backend_services.users.adapters.token_issuer import TokenPair
from backend_services.users.api.dependencies import Parts, UserAgent, UsersParts
from backend_services.users.api.schemas import Email, RefreshSecret, TokensOut
from backend_services.users.domain.errors import GoogleNotConfigured, HandoffRefused
from backend_services.users.use_cases.sign_in_with_google import Visitor, sign_in_with_google
from backend_services.users.use_cases.take_over_sign_in import Handoff, take_over_sign_in

router = APIRouter(tags=["sign-in"])

_EMAIL: Final[TypeAdapter[str]] = TypeAdapter(Email)
_SENT_ON: Final = {307: {"description": "To the provider, or to a page of the shop"}}
Challenge = Annotated[
    str,
    Query(
        pattern=r"^[A-Za-z0-9_-]{43}$",
        description="S256 of a secret of the browser that will ask for the tokens (RFC 7636)",
    ),
]


class Providers(BaseModel):
    providers: list[str]


class HandoffIn(BaseModel):
    code: RefreshSecret
    verifier: Annotated[CleanText, Field(min_length=43, max_length=128)]


@router.get("/auth/providers")
async def identity_providers(*, parts: UsersParts) -> Providers:
    """With whom one can sign in, besides a password."""
    return Providers(providers=["google"] if parts.google else [])


@router.get(
    "/auth/google",
    status_code=307,
    response_class=RedirectResponse,
    responses={**_SENT_ON, **responses(GoogleNotConfigured, Unprocessable)},
)
async def go_to_google(
    *, request: Request, parts: UsersParts, challenge: Challenge | None = None
) -> Response:
    """Send a browser to Google."""
    try:
        return await _door(parts).leave(request, challenge=challenge or "")
    except ProviderRefused as refusal:
        return _to_shop(parts, "/login", problem=refusal.code)


@router.get(
    "/auth/google/callback",
    status_code=307,
    response_class=RedirectResponse,
    responses={**_SENT_ON, **responses(GoogleNotConfigured)},
)
async def come_back_from_google(*, request: Request, parts: UsersParts) -> Response:
    """Where Google sends the browser back to: on to the shop, with a code or with the reason."""
    door = _door(parts)
    try:
        response = await _welcome(parts, await door.arrive(request))
    except ProviderRefused as refusal:
        response = _to_shop(parts, "/login", problem=refusal.code)
    except AppError as error:
        response = _to_shop(parts, "/login", problem=error.code)
    door.forget(response)
    return response


@router.post(
    "/api/v1/users/handoff",
    response_model=TokensOut,
    responses=responses(HandoffRefused, Unprocessable),
)
async def take_over(
    *, body: HandoffIn, user_agent: UserAgent, response: Response, parts: UsersParts
) -> TokenPair:
    """Get tokens with the code that the browser came back with, and the secret it left with."""
    response.headers["Cache-Control"] = "no-store"
    return await take_over_sign_in(
        parts.sessions,
        handoff=Handoff(code=body.code, verifier=body.verifier, user_agent=user_agent),
        issuer=parts.issuer,
    )


async def _welcome(parts: Parts, arrival: Arrival) -> Response:
    if not arrival.challenge:
        # Nobody waits for a code: begin again at the shop, this time with a secret.
        return _to_shop(parts, "/session/google/start")
    identity = arrival.identity
    try:
        email = _EMAIL.validate_python(identity.email)
    except ValidationError:
        raise ProviderRefused("google_unverified") from None
    visitor = Visitor(
        subject=identity.subject[:255],
        email=email,
        email_verified=identity.email_verified,
        challenge=arrival.challenge,
    )
    async with unit_of_work(parts.sessions) as session:
        code = await sign_in_with_google(
            session, visitor=visitor, clock=parts.clock, new_id=parts.new_id
        )
    return _to_shop(parts, "/session/google", code=code)


def _door(parts: Parts) -> GoogleDoor:
    if parts.google is None:
        raise GoogleNotConfigured
    return parts.google


def _to_shop(parts: Parts, path: str, **query: str) -> Response:
    address = f"{parts.shop_url}{path}"
    return RedirectResponse(
        f"{address}?{urlencode(query)}" if query else address,
        status_code=307,
        headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"},
    )
