"""Sends the built pages, each with what is true of its address printed into its head."""

import gzip
from functools import lru_cache
from typing import Final

from reflex.config import get_config
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from storefront.settings import StorefrontSettings
from storefront.web.content_policy import content_policy, script_hashes_of
from storefront.web.first_page import BUILT, MISSING, NOWHERE, OK, FirstPages
from storefront.web.sheets import Sheets
from storefront.web.visitor_address import visitor_address
from storefront.web.worker import current_worker

READING: Final = frozenset({"GET", "HEAD"})
# Where Reflex's own answers may be, and files: they have a dot in their name.
PERHAPS_NO_PAGES: Final = ("/_", "/ping")


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
        if scope["type"] != "http" or scope["method"] not in READING:
            await self._app(scope, receive, send)
            return
        if _is_perhaps_no_page(scope["path"]) and await self._pass_by(scope, receive, send):
            return
        response = await self._print(scope)
        if response is None:
            await self._app(scope, receive, send)
        else:
            await response(scope, receive, send)

    async def _pass_by(  # noqa: PLR0917 - as above
        self, scope: Scope, receive: Receive, send: Send
    ) -> bool:
        """Pass on what is there, unless it is a page or nothing: these are printed."""
        is_passed = True

        async def send_file(message: Message) -> None:
            nonlocal is_passed
            if message["type"] == "http.response.start":
                is_passed = not _is_page_or_nothing(message)
            if is_passed:
                await send(message)

        await self._app(scope, receive, send_file)
        return is_passed

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
        sheet = await self._sheets.get(page.sheet, scope=scope)
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
        if page.retry_after:
            headers["Retry-After"] = str(page.retry_after)
        if "gzip" in Headers(scope=scope).get("accept-encoding", ""):
            html = _pressed(html)
            headers["Content-Encoding"] = "gzip"
        status = sheet.status if page.status == OK else page.status
        return Response(html, status_code=status, headers=headers, media_type="text/html")


@lru_cache(maxsize=256)
def _pressed(html: bytes) -> bytes:
    return gzip.compress(html, compresslevel=6, mtime=0)


def _is_perhaps_no_page(path: str) -> bool:
    if path.endswith(BUILT):
        return False
    return path.startswith(PERHAPS_NO_PAGES) or "." in path.rpartition("/")[2]


def _is_page_or_nothing(start: Message) -> bool:
    media_type = Headers(raw=start.get("headers", [])).get("content-type", "")
    return start["status"] == MISSING or media_type.startswith("text/html")
