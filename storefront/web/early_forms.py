"""Answers forms that were sent before their page was awake: they arrive here and not as events.

The browser sends such a form by itself. As a POST: what somebody typed, a password perhaps, must
stand in no address, no history and no log. Nobody reads it here; the page asks for it once more.
"""

from typing import Final
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from storefront.web.answers import leave_for

TOO_EARLY: Final = "too-early"  # of the words on the page that say so
FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain")
NO_PAGES: Final = ("/_", "/ping")  # Reflex's own addresses


class EarlyForms:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(  # noqa: PLR0917 - the form of an ASGI application
        self, scope: Scope, receive: Receive, send: Send
    ) -> None:
        if not _is_a_pages_form(scope):
            await self._app(scope, receive, send)
            return
        path = "/" + quote(scope["path"].lstrip("/"))  # two slashes would lead to another host
        query = f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else ""
        answer = leave_for(f"{path}{query}#{TOO_EARLY}")
        await answer(scope, receive, send)


def _is_a_pages_form(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "POST":
        return False
    kind = Headers(scope=scope).get("content-type", "").partition(";")[0].strip().lower()
    return kind in FORMS and not scope["path"].startswith(NO_PAGES)
