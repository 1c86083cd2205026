"""WebSockets: frames go both ways between a caller and the notifications service."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException

from backend_services.gateway.client_address import Address, bucket, client_address
from backend_services.gateway.routing import Service
from backend_services.gateway.settings import GatewaySettings
from backend_services.shared.errors import Unauthenticated, Unavailable
from backend_services.shared.http.tokens import TokenVerifier
from backend_services.shared.observability.context import (
    REQUEST_ID_HEADER,
    current_request_id,
    current_traceparent,
)
from backend_services.shared.observability.logging import get_logger

log = get_logger()

_DIAL_TIMEOUT: Final = 5.0  # seconds
_FAREWELL: Final = 2.0  # seconds a closing handshake may take
_LARGEST_FRAME: Final = 1024 * 1024  # bytes, from the service; callers' are limited by the server

_NORMAL: Final = 1000
_GOING_AWAY: Final = 1001
_UNSUPPORTED: Final = 1003
_NO_CODE: Final = 1005  # closed in order, without saying why
_TRY_AGAIN_LATER: Final = 1013
_REFUSED: Final = frozenset({401, 403})
# RFC 6455, 7.4: the codes that may be sent; 1005, 1006 and 1015 only tell what happened.
_SENDABLE: Final = frozenset({1000, 1001, 1002, 1003, *range(1007, 1015), *range(3000, 5000)})


@dataclass(slots=True)
class LiveFeeds:
    settings: GatewaySettings
    verifier: TokenVerifier
    _open: Counter[str] = field(default_factory=Counter[str])  # by what is counted as one client

    async def connect(self, caller: WebSocket) -> None:
        """Join a caller to the same path of the service until one of them leaves."""
        if not self._is_known_origin(caller):
            await caller.close()  # before it was accepted: HTTP 403
            return
        place = bucket(self._address_of(caller))
        if await self._is_impostor(caller):
            await caller.send_denial_response(Response(status_code=401))
            return
        if not self._has_room(place):
            await _turn_away(caller)
            return
        self._open[place] += 1
        try:
            await self._join(caller)
        finally:
            self._open[place] -= 1
            if not self._open[place]:
                del self._open[place]

    async def _is_impostor(self, caller: WebSocket) -> bool:
        """A handshake may come without a token (the first frame brings it), not with a bad one."""
        scheme, _, token = caller.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return False
        try:
            await self.verifier.verify(token)
        except Unauthenticated:
            return True
        except Unavailable:
            pass  # notifications, which checks for itself, may know the keys
        return False

    def _has_room(self, place: str) -> bool:
        return (
            self._open.total() < self.settings.websocket_limit
            and self._open[place] < self.settings.websocket_limit_per_address
        )

    def _address_of(self, caller: WebSocket) -> Address | None:
        return client_address(
            caller.client.host if caller.client else None,
            forwarded=caller.headers.getlist("x-forwarded-for"),
            trusted=self.settings.trusted,
        )

    def _is_known_origin(self, caller: WebSocket) -> bool:
        """Browsers always say where a page came from; other programs need not."""
        origin = caller.headers.get("origin")
        return origin is None or bool({origin, "*"} & set(self.settings.cors_origins))

    async def _join(self, caller: WebSocket) -> None:
        try:
            service = await self._dial(caller)
        except InvalidStatus as error:
            status = error.response.status_code
            if status in _REFUSED:
                await caller.send_denial_response(Response(status_code=status))
                return
            await _turn_away(caller)
        except (OSError, TimeoutError, WebSocketException) as error:
            log.warning("live.unreachable", reason=type(error).__name__)
            await _turn_away(caller)
        else:
            async with service:
                await caller.accept()
                await _either(_to_service(caller, service), _to_caller(service, caller))

    async def _dial(self, caller: WebSocket) -> ClientConnection:
        base = self.settings.url_of(Service.NOTIFICATIONS).replace("http", "ws", 1)
        return await connect(
            base + caller.url.path + _since(caller),
            additional_headers=_headers(caller, address=self._address_of(caller)),
            user_agent_header=None,
            compression=None,
            proxy=None,
            open_timeout=_DIAL_TIMEOUT,
            close_timeout=_FAREWELL,
            ping_interval=self.settings.websocket_ping,
            ping_timeout=self.settings.websocket_ping,
            max_size=_LARGEST_FRAME,
        )


def _since(caller: WebSocket) -> str:
    """Of an address' query only what the service knows: a token in it must not go further."""
    asked = [("since", value) for value in caller.query_params.getlist("since")]
    return f"?{urlencode(asked)}" if asked else ""


def _headers(caller: WebSocket, *, address: Address | None) -> Mapping[str, str]:
    passed = {
        "Authorization": caller.headers.get("authorization"),
        "traceparent": current_traceparent(),
        REQUEST_ID_HEADER: current_request_id(),
        "X-Forwarded-For": str(address) if address else None,
    }
    return {name: value for name, value in passed.items() if value}


async def _turn_away(caller: WebSocket) -> None:
    await caller.accept()  # a browser sees the code of an open socket only
    await caller.close(_TRY_AGAIN_LATER, "Try again later")


async def _either(*ways: Awaitable[None]) -> None:
    """Run both until one ends, then end the other."""
    tasks = [asyncio.ensure_future(way) for way in ways]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(outcome, Exception):
                log.error("live.failed", exc_info=outcome)


async def _to_service(caller: WebSocket, service: ClientConnection) -> None:
    try:
        while True:
            message = await caller.receive()
            if message["type"] == "websocket.disconnect":
                await service.close(_sendable(message.get("code"), otherwise=_GOING_AWAY))
                return
            text = message.get("text")
            if text is None:
                await caller.close(_UNSUPPORTED, "Text frames only")
                return
            await service.send(text)
    except ConnectionClosed:
        return  # the other way says so to the caller


async def _to_caller(service: ClientConnection, caller: WebSocket) -> None:
    try:
        try:
            async for frame in service:
                await caller.send({"type": "websocket.send", "text": frame})
        except ConnectionClosed:
            log.warning("live.broken_off", code=service.close_code)
        code = _sendable(service.close_code, otherwise=_TRY_AGAIN_LATER)
        await caller.close(code, service.close_reason or "")
    except WebSocketDisconnect:
        return  # the caller left first


def _sendable(code: int | None, *, otherwise: int) -> int:
    if code == _NO_CODE:
        return _NORMAL
    return code if code in _SENDABLE else otherwise
