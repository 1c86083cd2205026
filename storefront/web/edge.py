"""The outermost layer: who may come in, under which name, and what browsers must not do."""

from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from storefront.settings import StorefrontSettings
from storefront.web.content_policy import content_policy
from storefront.web.cookies import NEW_SESSION, SESSION_COOKIE, new_session_id, read_session_id

POLICY_VIOLATION: Final = 1008
YEAR: Final = 31_536_000  # seconds
MARK_BYTES: Final = NEW_SESSION.encode()
PROTECTION: Final = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
# Pages whose address holds a one-time secret: it leaves this browser in no header and no cache.
SECRET_PAGES: Final = frozenset({"/reset-password", "/verify-email"})
SECRECY: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


class Edge:
    def __init__(self, app: ASGIApp, *, settings: StorefrontSettings) -> None:
        self._app = app
        self._origins = frozenset(settings.allowed_origins)
        # Of pages the printer has said it already, with the scripts that stand in them.
        policy = content_policy(origins=settings.allowed_origins)
        self._protection = (PROTECTION | {"Content-Security-Policy": policy}) | (
            {"Strict-Transport-Security": f"max-age={YEAR}; includeSubDomains"}
            if settings.has_secure_cookies
            else {}
        )

    async def __call__(  # noqa: PLR0917 - the form of an ASGI application
        self, scope: Scope, receive: Receive, send: Send
    ) -> None:
        match scope["type"]:
            case "http":
                is_secret = scope["path"].rstrip("/") in SECRET_PAGES
                await self._app(scope, receive, self._protecting(send, is_secret=is_secret))
            case "websocket":
                await self._open_socket(scope, receive, send)
            case _:
                await self._app(scope, receive, send)

    def _protecting(self, send: Send, *, is_secret: bool) -> Send:
        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._protection.items():
                    headers.setdefault(name, value)
                if is_secret:
                    headers.update(SECRECY)
            await send(message)

        return send_protected

    async def _open_socket(  # noqa: PLR0917 - as above
        self, scope: Scope, receive: Receive, send: Send
    ) -> None:
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        # Cookies travel with sockets opened by any site's script; only ours may speak for them.
        # No Origin means no browser, and so no cookie of somebody else.
        if origin is not None and origin not in self._origins:
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
            return
        cookie = headers.get("cookie", "")
        if read_session_id(cookie):
            await self._app(_without_mark(scope), receive, send)
        else:
            await self._app(_with_session(scope, cookie), receive, send)


def _without_mark(scope: Scope) -> Scope:
    return {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != MARK_BYTES]}


def _with_session(scope: Scope, cookie: str) -> Scope:
    """The same handshake as if the browser had sent the id it is about to get.

    It gets it by a request of its own (`/session/hello`): not every server passes on headers of
    an accepted handshake, and a cookie on a page would keep every cache from holding that page.
    """
    others = [
        part.strip()
        for part in cookie.split(";")
        if part.strip() and part.partition("=")[0].strip() != SESSION_COOKIE
    ]
    cookies = "; ".join([*others, f"{SESSION_COOKIE}={new_session_id()}"])
    headers = [pair for pair in scope["headers"] if pair[0] not in {b"cookie", MARK_BYTES}]
    fresh = [(b"cookie", cookies.encode("latin-1")), (MARK_BYTES, b"1")]
    return {**scope, "headers": [*headers, *fresh]}
