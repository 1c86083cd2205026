"""The addresses that are no pages: in and out of a session, pictures, crawlers, health."""

from secrets import compare_digest
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront.api.errors import GatewayError, Refused
from storefront.web.answers import leave_for, set_session
from storefront.web.cookies import read_session_id
from storefront.web.crawlers import show_robots, show_sitemap
from storefront.web.errands import Errand, redeem_code
from storefront.web.exports import PRODUCTS, hand_out_products
from storefront.web.google import come_back_from_google, go_to_google
from storefront.web.health import tell_live, tell_ready
from storefront.web.media import FOR_EVER, PICTURE_NAME
from storefront.web.return_path import HOME, safe_return_path
from storefront.web.worker import current_worker

# What `Sec-Fetch-Site` says of our own pages: one origin, or under hot reload two ports of one.
OUR_OWN: Final = frozenset({"same-origin", "same-site"})


def make_doors() -> Starlette:
    return Starlette(
        routes=[
            Route("/session/hello", say_hello),
            Route("/session/finish", finish_sign_in),
            Route("/session/end", end_session),
            Route("/session/google", come_back_from_google),
            Route("/session/google/start", go_to_google),
            Route(PRODUCTS, hand_out_products),
            Route("/media/{name}", show_picture),
            Route("/sitemap.xml", show_sitemap),
            Route("/robots.txt", show_robots),
            Route("/health/live", tell_live),
            Route("/health/ready", tell_ready),
        ]
    )


async def say_hello(request: Request) -> Response:
    """Give a browser the id that its socket already goes by.

    A browser with an id of its own keeps it: another tab was faster. The slower one is told (205)
    to come again, under the id of both; what it has put into its cart meanwhile goes along.
    """
    errand = await _errand(request, "hello")
    response = Response(status_code=204, headers={"Cache-Control": "no-store"})
    session_id = _session_id(request)
    if errand is not None and not session_id:
        set_session(response, errand.session_id)
    elif errand is not None and errand.session_id != session_id:
        await current_worker().sessions.adopt_cart(errand.session_id, by=session_id)
        response.status_code = 205
    return response


async def finish_sign_in(request: Request) -> Response:
    session_id = _session_id(request)
    errand = await _errand(request, "sign_in", session_id=session_id)
    if errand is None or errand.tokens is None or errand.person is None:
        return leave_for("/login")
    sessions = current_worker().sessions
    fresh_id = await sessions.begin(session_id, tokens=errand.tokens, person=errand.person)
    response = leave_for(safe_return_path(request.query_params.get("next")))
    set_session(response, fresh_id)
    return response


async def end_session(request: Request) -> Response:
    session_id = _session_id(request)
    errand = await _errand(request, "sign_out", session_id=session_id)
    response = leave_for(errand.leads_to if errand else HOME)
    if errand is not None:
        set_session(response, await current_worker().sessions.end(session_id))
    return response


async def show_picture(request: Request) -> Response:
    name: str = request.path_params["name"]
    if not PICTURE_NAME.fullmatch(name):
        return Response(status_code=404)
    try:
        picture = await current_worker().pictures.get(name)
    except Refused:
        return Response(status_code=404)
    except GatewayError:
        return Response(status_code=503, headers={"Cache-Control": "no-store"})
    return Response(
        picture.content, media_type=picture.media_type, headers={"Cache-Control": FOR_EVER}
    )


def _session_id(request: Request) -> str:
    return read_session_id(request.headers.get("cookie", ""))


async def _errand(request: Request, kind: str, *, session_id: str | None = None) -> Errand | None:
    """The errand behind the request's code, when this browser was sent on it by our own page."""
    # Another site must not lead a visitor in under an account of its choice. Old browsers say
    # nothing about where they come from; for them the code and the cookie have to do.
    if request.headers.get("sec-fetch-site", "same-origin") not in OUR_OWN:
        return None
    code = request.query_params.get("code", "")
    errand = await redeem_code(current_worker().sessions.store, code)
    if errand is None or errand.kind != kind:
        return None
    is_theirs = session_id is None or compare_digest(errand.session_id, session_id)
    return errand if is_theirs else None
