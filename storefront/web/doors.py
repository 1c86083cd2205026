"""The addresses that are no pages: in and out of a session, pictures, health."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from storefront.api.errors import GatewayError, Refused
from storefront.web.cookies import read_session_id, set_cookie
from storefront.web.media import FOR_EVER, PICTURE_NAME
from storefront.web.origins import page_base
from storefront.web.return_path import HOME, safe_return_path
from storefront.web.sign_in_code import Errand, redeem_code
from storefront.web.worker import current_worker


def make_doors() -> Starlette:
    return Starlette(
        routes=[
            Route("/session/finish", finish_sign_in),
            Route("/session/end", end_session),
            Route("/media/{name}", show_picture),
            Route("/health/live", tell_alive),
        ]
    )


async def finish_sign_in(request: Request) -> Response:
    sessions = current_worker().sessions
    session_id = _session_id(request)
    errand = await _errand(request, session_id)
    if errand is None or errand.tokens is None or errand.person is None:
        return _leave_for("/login")
    fresh_id = await sessions.begin(session_id, tokens=errand.tokens, person=errand.person)
    return _leave_for(safe_return_path(request.query_params.get("next")), session_id=fresh_id)


async def end_session(request: Request) -> Response:
    session_id = _session_id(request)
    errand = await _errand(request, session_id)
    if errand is None or errand.kind != "sign_out":
        return _leave_for(HOME)
    return _leave_for(HOME, session_id=await current_worker().sessions.end(session_id))


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


async def tell_alive(_: Request) -> Response:
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


def _session_id(request: Request) -> str:
    return read_session_id(request.headers.get("cookie", ""))


async def _errand(request: Request, session_id: str) -> Errand | None:
    code = request.query_params.get("code", "")
    return await redeem_code(current_worker().sessions.store, code=code, session_id=session_id)


def _leave_for(path: str, *, session_id: str = "") -> Response:
    settings = current_worker().settings
    response = RedirectResponse(
        f"{page_base(settings)}{path}",
        status_code=303,
        headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"},
    )
    if session_id:
        age = int(settings.session_lifetime.total_seconds())
        cookie = set_cookie(session_id, is_secure=settings.has_secure_cookies, max_age=age)
        response.headers.append("Set-Cookie", cookie)
    return response
