"""What the doors answer with: a way on, and the cookie that says who is there."""

from starlette.responses import RedirectResponse, Response

from storefront.web.cookies import set_cookie
from storefront.web.worker import current_worker


def leave_for(path: str) -> Response:
    return RedirectResponse(
        f"{current_worker().origins.pages}{path}",
        status_code=303,
        headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"},
    )


def set_session(response: Response, session_id: str) -> None:
    settings = current_worker().settings
    age = int(settings.session_lifetime.total_seconds())
    cookie = set_cookie(session_id, is_secure=settings.has_secure_cookies, max_age=age)
    response.headers.append("Set-Cookie", cookie)
