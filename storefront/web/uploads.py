"""What browsers send as files: taken from staff alone, and no more than the shop has use for."""

from dataclasses import dataclass
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from storefront.api.errors import GatewayError
from storefront.web.cookies import read_session_id
from storefront.web.session_store import STAFF_ROLES
from storefront.web.worker import current_worker

UPLOADS: Final = "/_upload"  # Reflex's own
LARGEST: Final = 10 * 1024 * 1024 + 64 * 1024  # bytes: a picture, and the form it stands in
_PARTING: Final = {"Cache-Control": "no-store", "Connection": "close"}


class UploadGate:
    """Reflex writes all of a form to the disk before it asks a handler: who may not, ends here."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(  # noqa: PLR0917 - the form of an ASGI application
        self, scope: Scope, receive: Receive, send: Send
    ) -> None:
        if not _is_upload(scope):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = await _who_may_not(headers) or _too_much_said(headers)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        body = _CountedBody(scope, receive, send)
        await self._app(scope, body.receive, body.send)


@dataclass
class _CountedBody:
    """Hands on what comes, until it is too much: then the browser has left, as far as told."""

    scope: Scope
    come: Receive
    go: Send
    size: int = 0
    has_begun: bool = False  # to be answered
    is_over: bool = False

    async def receive(self) -> Message:
        if self.is_over:
            return {"type": "http.disconnect"}
        message = await self.come()
        self.size += len(message.get("body", b""))
        if self.size <= LARGEST:
            return message
        self.is_over = True
        if not self.has_begun:
            await _too_much()(self.scope, self.come, self.go)
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if not self.is_over:
            self.has_begun = True
            await self.go(message)


def _is_upload(scope: Scope) -> bool:
    is_there = scope["type"] == "http" and scope["path"].startswith(UPLOADS)
    return is_there and scope["method"] == "POST"


async def _who_may_not(headers: Headers) -> Response | None:
    worker = current_worker()
    if worker.origins.backend:
        return None  # under hot reload pages have another port: their browser sends no cookie here
    try:
        session = await worker.sessions.current(read_session_id(headers.get("cookie", "")))
    except GatewayError:
        return _say("The shop can't be reached just now. Please try again.", status=503)
    if not session.is_signed_in or session.person is None:
        return _say("Sign in with a staff account to send files.", status=401)
    if session.person.role not in STAFF_ROLES:
        return _say("Only the shop's staff send files.", status=403)
    return None


def _too_much_said(headers: Headers) -> Response | None:
    said = headers.get("content-length", "")
    is_number = said.isascii() and said.isdecimal()
    return _too_much() if is_number and int(said[:20]) > LARGEST else None


def _too_much() -> Response:
    return _say("The file is too large: at most 10 MB are taken.", status=413)


def _say(words: str, *, status: int) -> Response:
    return PlainTextResponse(words, status_code=status, headers=_PARTING)
