"""The one thing a browser holds: a random number that means nothing outside this server."""

import re
import secrets
from http.cookies import CookieError, SimpleCookie
from typing import Final

SESSION_COOKIE: Final = "vitrine_session"
# Marks a socket whose browser has not got its id yet; set by the edge and by nobody else.
NEW_SESSION: Final = "x-vitrine-new-session"
ID_BYTES: Final = 32  # 256 bits: not to be guessed
ID_FORM: Final = re.compile(r"[A-Za-z0-9_-]{43}")


def new_session_id() -> str:
    return secrets.token_urlsafe(ID_BYTES)


def read_session_id(cookie_header: str) -> str:
    """The session id a browser sent; "" when there is none of our making."""
    jar = SimpleCookie()
    try:
        jar.load(cookie_header)
    except CookieError:
        return ""
    found = jar[SESSION_COOKIE].value if SESSION_COOKIE in jar else ""
    return found if ID_FORM.fullmatch(found) else ""


def set_cookie(session_id: str, *, is_secure: bool, max_age: int) -> str:
    """The Set-Cookie value; `max_age` in seconds.

    SameSite=Lax keeps other sites' requests and sockets anonymous, HttpOnly keeps scripts out.
    """
    parts = [f"{SESSION_COOKIE}={session_id}", f"Max-Age={max_age}", "Path=/", "HttpOnly"]
    return "; ".join([*parts, "SameSite=Lax", *(["Secure"] if is_secure else [])])
