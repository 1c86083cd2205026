"""The shop's two doors for Google: out with a secret that stays here, back in with a code."""

import base64
import hashlib
import secrets
from http.cookies import CookieError, SimpleCookie
from typing import Final
from urllib.parse import quote, unquote, urlencode

from reflex.config import get_config
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from storefront.api import account
from storefront.api.account import Person, Tokens
from storefront.api.client import Gateway
from storefront.api.errors import GatewayError
from storefront.web.answers import leave_for, set_session
from storefront.web.cookies import read_session_id
from storefront.web.return_path import HOME, safe_return_path
from storefront.web.visitor_address import visitor_address
from storefront.web.worker import current_worker

# The secret's half that never travels: the code in the address is worth nothing without it.
COOKIE: Final = "vitrine_google"
_PATH: Final = "/session/google"
_LIFETIME: Final = 600  # seconds; as long as the gateway waits for a browser at Google
_UNCACHED: Final = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


async def go_to_google(request: Request) -> Response:
    verifier = secrets.token_urlsafe(32)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
    query = urlencode({"challenge": challenge.rstrip(b"=").decode()})
    worker = current_worker()
    response = RedirectResponse(
        f"{worker.settings.public_api_url}/auth/google?{query}", status_code=303, headers=_UNCACHED
    )
    wanted = safe_return_path(request.query_params.get("next"))
    response.set_cookie(
        COOKIE,
        f"{verifier}.{quote(wanted, safe='')}",
        max_age=_LIFETIME,
        path=_PATH,
        secure=worker.settings.has_secure_cookies,
        httponly=True,
        samesite="lax",
    )
    return response


async def come_back_from_google(request: Request) -> Response:
    verifier, wanted = _remembered(request.headers.get("cookie", ""))
    code = request.query_params.get("code", "")
    if not verifier or not code:
        return _back_to_sign_in("google_expired", wanted=wanted)
    address = visitor_address(request.scope, hops=get_config().trusted_proxy_hops)
    gateway = current_worker().gateway.at(address)
    try:
        tokens, person = await _take_over(
            gateway,
            code=code,
            verifier=verifier,
            user_agent=request.headers.get("user-agent", ""),
        )
    except GatewayError:
        return _back_to_sign_in("google_failed", wanted=wanted)
    session_id = read_session_id(request.headers.get("cookie", ""))
    fresh_id = await current_worker().sessions.begin(session_id, tokens=tokens, person=person)
    response = _leave_for(wanted)
    set_session(response, fresh_id)
    return response


async def _take_over(
    gateway: Gateway, *, code: str, verifier: str, user_agent: str
) -> tuple[Tokens, Person]:
    tokens = await account.take_over_sign_in(
        gateway, code=code, verifier=verifier, user_agent=user_agent
    )
    return tokens, await account.who_is(gateway, access_token=tokens.access_token)


def _remembered(cookie_header: str) -> tuple[str, str]:
    """The secret this browser left with, and where it wanted to go."""
    jar = SimpleCookie()
    try:
        jar.load(cookie_header)
    except CookieError:
        return "", HOME
    value = jar[COOKIE].value if COOKIE in jar else ""
    verifier, _, wanted = value.partition(".")
    return verifier, safe_return_path(unquote(wanted))


def _back_to_sign_in(problem: str, *, wanted: str) -> Response:
    way_back = {} if wanted == HOME else {"next": wanted}
    return _leave_for(f"/login?{urlencode({'problem': problem, **way_back})}")


def _leave_for(path: str) -> Response:
    response = leave_for(path)
    response.delete_cookie(COOKIE, path=_PATH, httponly=True, samesite="lax")
    return response
