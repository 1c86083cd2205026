"""Sends the built pages, each with what is true of its address printed into its head."""

import gzip
from functools import lru_cache
from typing import Final

from reflex.config import get_config
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from storefront.settings import StorefrontSettings
from storefront.web.content_policy import content_policy, script_hashes_of
from storefront.web.first_page import MISSING, NOWHERE, OK, RESTING, FirstPages
from storefront.web.sheets import Sheets
from storefront.web.visitor_address import visitor_address
from storefront.web.worker import current_worker

READING: Final = frozenset({"GET", "HEAD"})
# Reflex's own addresses; and the gallery's pictures and other files have a dot in their name.
NO_PAGES: Final = ("/_", "/ping")
RETRY_AFTER: Final = "15"  # seconds; a gateway that starts anew is back by then


class Printer:
    def __init__(self, app: ASGIApp, *, settings: StorefrontSettings) -> None:
        self._app = app
        self._sheets = Sheets(app)
        self._base = settings.public_url
        self._is_demo = settings.demo_mode
        self._is_google_stand_in = settings.google_stand_in
        self._origins = settings.allowed_origins
        self._hops = get_config().trusted_proxy_hops

    async def __call__(  # noqa: PLR0917 - the form of an ASGI application
        self, scope: Scope, receive: Receive, send: Send
    ) -> None:
        response = await self._print(scope) if _is_for_a_page(scope) else None
        if response is None:
            await self._app(scope, receive, send)
        else:
            await response(scope, receive, send)

    async def _print(self, scope: Scope) -> Response | None:
        path = scope["path"].rstrip("/")
        gateway = current_worker().gateway.at(visitor_address(scope, hops=self._hops))
        pages = FirstPages(
            gateway=gateway,
            base=self._base,
            is_demo=self._is_demo,
            is_google_stand_in=self._is_google_stand_in,
        )
        page = await pages.at(path, scope["query_string"].decode("latin-1"))
        sheet = await self._sheets.get(page.sheet or "/", scope=scope)
        if sheet is None:
            return None
        if sheet.status == MISSING and page.head is None:
            page = NOWHERE
        html = sheet.printed(page.head, page.content).encode(errors="replace")
        policy = content_policy(origins=self._origins, script_hashes=script_hashes_of(html))
        headers = {
            "Cache-Control": "no-cache",
            "Content-Security-Policy": policy,
            "Vary": "Accept-Encoding",
        }
        if page.status == RESTING:
            headers["Retry-After"] = RETRY_AFTER
        if "gzip" in Headers(scope=scope).get("accept-encoding", ""):
            html = _pressed(html)
            headers["Content-Encoding"] = "gzip"
        status = sheet.status if page.status == OK else page.status
        return Response(html, status_code=status, headers=headers, media_type="text/html")


@lru_cache(maxsize=256)
def _pressed(html: bytes) -> bytes:
    return gzip.compress(html, compresslevel=6, mtime=0)


def _is_for_a_page(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] not in READING:
        return False
    path: str = scope["path"]
    return not path.startswith(NO_PAGES) and "." not in path.rpartition("/")[2]
