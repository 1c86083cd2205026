"""The outermost layer: who may come in, under which name, and what browsers must not do."""

from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from storefront.settings import StorefrontSettings
from storefront.web.cookies import SESSION_COOKIE, new_session_id, read_session_id, set_cookie

POLICY_VIOLATION: Final = 1008
YEAR: Final = 31_536_000  # seconds
# React Router starts from inline scripts and components carry inline styles.
CONTENT_POLICY: Final = (
    "default-src 'self'; "
    "script-src 'self' 'unsafe-inline'; "
    "style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; "
    "font-src 'self' data:; "
    "connect-src 'self' ws: wss:; "
    "object-src 'none'; "
    "base-uri 'self'; "
    "form-action 'self'; "
    "frame-ancestors 'none'"
)
PROTECTION: Final = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Edge:
    def __init__(self, app: ASGIApp, *, settings: StorefrontSettings) -> None:
        self._app = app
        self._origins = frozenset(settings.allowed_origins)
        self._is_secure = settings.has_secure_cookies
        self._cookie_age = int(settings.session_lifetime.total_seconds())
        self._protection = PROTECTION | (
            {"Strict-Transport-Security": f"max-age={YEAR}; includeSubDomains"}
            if settings.has_secure_cookies
            else {}
        )

    async def __call__(  # noqa: PLR0917 - the form of an ASGI application
        self, scope: Scope, receive: Receive, send: Send
    ) -> None:
        match scope["type"]:
            case "http":
                await self._app(scope, receive, self._protecting(send))
            case "websocket":
                await self._open_socket(scope, receive, send)
            case _:
                await self._app(scope, receive, send)

    def _protecting(self, send: Send) -> Send:
        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._protection.items():
                    headers.setdefault(name, value)
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
            await self._app(scope, receive, send)
            return
        session_id = new_session_id()
        await self._app(
            _with_session(scope, cookie, session_id=session_id),
            receive,
            self._introducing(send, session_id),
        )

    def _introducing(self, send: Send, session_id: str) -> Send:
        """The handshake is where a browser gets its id, so that every page stays cacheable."""
        value = set_cookie(session_id, is_secure=self._is_secure, max_age=self._cookie_age)

        async def send_introducing(message: Message) -> None:
            if message["type"] == "websocket.accept":
                message["headers"] = [
                    *message.get("headers", ()),
                    (b"set-cookie", value.encode()),
                ]
            await send(message)

        return send_introducing


def _with_session(scope: Scope, cookie: str, *, session_id: str) -> Scope:
    """The same handshake as if the browser had already sent the id it is about to get."""
    others = [
        part for part in cookie.split(";") if part.partition("=")[0].strip() != SESSION_COOKIE
    ]
    cookies = "; ".join(
        part.strip() for part in (*others, f"{SESSION_COOKIE}={session_id}") if part.strip()
    )
    headers = [(name, value) for name, value in scope["headers"] if name != b"cookie"]
    return {**scope, "headers": [*headers, (b"cookie", cookies.encode("latin-1"))]}
