"""A real WebSocket client, a real gateway and a real service behind it."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from starlette.requests import Request as StarletteRequest
from starlette.responses import JSONResponse
from starlette.responses import Response as StarletteResponse
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.http11 import Request, Response
from websockets.utils import accept_key

from tests.fixtures.tokens import TestKeys
from tests.service.gateway.conftest import Doors
from tests.service.gateway.servers import Upstream, closed_port

Handler = Callable[[ServerConnection], Awaitable[None]]


async def echo(connection: ServerConnection) -> None:
    async for frame in connection:
        await connection.send(f"echo {frame}")


@dataclass
class LiveService:
    handler: Handler = echo
    refuse_with: HTTPStatus | None = None
    handshakes: list[Request] = field(default_factory=list[Request])
    closed: list[int | None] = field(default_factory=list[int | None])
    is_closed: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        self.handshakes.append(connection.request)
        try:
            await self.handler(connection)
        finally:
            await connection.wait_closed()
            self.closed.append(connection.close_code)
            self.is_closed.set()

    def greet(self, connection: ServerConnection, _request: Request) -> Response | None:
        return connection.respond(self.refuse_with, "no\n") if self.refuse_with else None


class Callers:
    """Opens sockets to a gateway that has the live service behind it."""

    def __init__(self, stack: AsyncExitStack, doors: Doors, address: str) -> None:
        self._stack = stack
        self._doors = doors
        self.address = address

    async def join(self, path: str = "/ws/notifications", **options: Any) -> ClientConnection:
        settings = {name: options.pop(name) for name in list(options) if name in _SETTINGS}
        behind = {"notifications_url": f"http://{self.address}", **settings}
        gateway = await self._doors.open(**behind)
        url = f"ws://{gateway.base_url.host}:{gateway.base_url.port}{path}"
        return await self._stack.enter_async_context(connect(url, proxy=None, **options))


_SETTINGS = {
    "notifications_url",
    "websocket_limit",
    "websocket_limit_per_address",
    "websocket_ping",
    "cors_origins",
}


@pytest.fixture
def live() -> LiveService:
    return LiveService()


@pytest.fixture
async def callers(live: LiveService, doors: Doors) -> AsyncIterator[Callers]:
    async with (
        serve(live.handle, "127.0.0.1", 0, process_request=live.greet) as server,
        AsyncExitStack() as stack,
    ):
        (listener,) = server.sockets
        yield Callers(stack, doors, f"127.0.0.1:{listener.getsockname()[1]}")


async def closing_code(socket: ClientConnection) -> int | None:
    async with asyncio.timeout(30):
        await socket.wait_closed()
    return socket.close_code


@pytest.mark.parametrize("path", ["/ws/notifications", "/ws/catalog"])
async def test_frames_go_both_ways_on_the_same_path(
    live: LiveService, callers: Callers, path: str
) -> None:
    socket = await callers.join(path)

    await socket.send("häll☃")
    assert await socket.recv() == "echo häll☃"
    await socket.send(json.dumps({"type": "ping"}))
    assert await socket.recv() == 'echo {"type": "ping"}'
    assert live.handshakes[0].path == path


async def test_who_calls_and_the_request_id_pass_and_nothing_else_does(
    live: LiveService, callers: Callers, bearer: Callable[..., dict[str, str]]
) -> None:
    token = bearer(7)["Authorization"]
    socket = await callers.join(
        additional_headers={
            "Authorization": token,
            "X-Request-ID": "mine-1",
            "Cookie": "a=b",
            "X-Service-Key": "k",
        }
    )

    received = live.handshakes[0].headers
    assert received["Authorization"] == token
    assert received["X-Request-ID"] == "mine-1"
    assert "Cookie" not in received
    assert "X-Service-Key" not in received
    assert socket.response is not None
    assert socket.response.headers["X-Request-ID"] == "mine-1"


async def test_a_token_in_the_address_goes_nowhere(live: LiveService, callers: Callers) -> None:
    await callers.join("/ws/notifications?token=secret")

    assert live.handshakes[0].path == "/ws/notifications"


@pytest.mark.parametrize("asked", ["since=41", "since=%00&since=%26", "since="])
async def test_since_when_a_caller_wants_news_passes_as_it_was_said(
    live: LiveService, callers: Callers, asked: str
) -> None:
    await callers.join(f"/ws/notifications?token=secret&{asked}&since_=1")

    assert live.handshakes[0].path == f"/ws/notifications?{asked}"


@pytest.mark.parametrize(
    ("code", "reason", "seen"),
    [(1000, "", 1000), (4401, "no token", 4401), (1012, "restart", 1012), (1013, "busy", 1013)],
)
async def test_the_services_code_reaches_the_caller(
    live: LiveService, callers: Callers, code: int, reason: str, seen: int
) -> None:
    async def leave(connection: ServerConnection) -> None:
        await connection.close(code, reason)

    live.handler = leave

    socket = await callers.join()

    assert await closing_code(socket) == seen
    assert socket.close_reason == reason


@pytest.mark.parametrize(("code", "seen"), [(1000, 1000), (1001, 1001), (4000, 4000)])
async def test_the_callers_code_reaches_the_service(
    live: LiveService, callers: Callers, code: int, seen: int
) -> None:
    socket = await callers.join()

    await socket.close(code)

    async with asyncio.timeout(30):
        await live.is_closed.wait()
    assert live.closed == [seen]


async def test_a_caller_that_vanishes_leaves_no_connection_behind(
    live: LiveService, callers: Callers
) -> None:
    socket = await callers.join()

    socket.transport.abort()

    async with asyncio.timeout(30):
        await live.is_closed.wait()
    assert len(live.closed) == 1


async def test_a_service_that_vanishes_closes_the_caller_to_try_again(
    live: LiveService, callers: Callers
) -> None:
    async def vanish(connection: ServerConnection) -> None:
        connection.transport.abort()

    live.handler = vanish

    assert await closing_code(await callers.join()) == 1013


async def test_a_service_that_is_down_closes_the_caller_to_try_again(callers: Callers) -> None:
    socket = await callers.join(notifications_url=f"http://{closed_port()}")

    assert await closing_code(socket) == 1013
    assert socket.close_reason == "Try again later"


async def test_a_service_that_falls_silent_is_noticed_by_ping(callers: Callers) -> None:
    async def fall_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        (key,) = re.findall(rb"(?i)sec-websocket-key: (\S+)", request)
        writer.write(_upgrade(key))
        await reader.read()  # frames and pings come in; no pong goes out
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(fall_silent, "127.0.0.1", 0) as server:
        address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        socket = await callers.join(notifications_url=f"http://{address}", websocket_ping=0.1)

        assert await closing_code(socket) == 1013


def _upgrade(key: bytes) -> bytes:
    return (
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {accept_key(key.decode())}\r\n\r\n"
    ).encode()


@pytest.mark.parametrize("status", [HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN])
async def test_a_handshake_that_the_service_refuses_is_refused(
    live: LiveService, callers: Callers, status: HTTPStatus
) -> None:
    live.refuse_with = status

    with pytest.raises(InvalidStatus) as refused:
        await callers.join()

    assert refused.value.response.status_code == status


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:8080.evil"])
async def test_a_page_from_elsewhere_is_refused_before_anything_is_opened(
    live: LiveService, callers: Callers, origin: str
) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await callers.join(origin=origin)

    assert refused.value.response.status_code == 403
    assert live.handshakes == []


@pytest.mark.parametrize("origin", ["http://localhost:8080", None])
async def test_the_shops_pages_and_other_programs_may_connect(
    live: LiveService, callers: Callers, origin: str | None
) -> None:
    await callers.join(origin=origin)

    assert len(live.handshakes) == 1


async def test_a_frame_that_is_too_large_closes_with_1009(
    live: LiveService, callers: Callers
) -> None:
    socket = await callers.join()

    await socket.send("x" * (64 * 1024 + 1))

    assert await closing_code(socket) == 1009
    async with asyncio.timeout(30):
        await live.is_closed.wait()


async def test_a_binary_frame_closes_with_1003(live: LiveService, callers: Callers) -> None:
    socket = await callers.join()

    await socket.send(b"\x00\x01")

    assert await closing_code(socket) == 1003
    async with asyncio.timeout(30):
        await live.is_closed.wait()


async def test_when_too_many_are_connected_the_next_is_sent_away(callers: Callers) -> None:
    assert await closing_code(await callers.join(websocket_limit=0)) == 1013


@pytest.mark.parametrize("path", ["/ws", "/ws/other", "/ws/notifications/1", "/products"])
async def test_other_paths_are_no_sockets(callers: Callers, path: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await callers.join(path)

    assert refused.value.response.status_code == 403


async def test_junk_is_passed_on_and_the_socket_lives(callers: Callers) -> None:
    socket = await callers.join()

    for junk in ("", "[1]", "not json", "\x00", "{" * 100):
        await socket.send(junk)
        assert await socket.recv() == f"echo {junk}"


async def test_a_stopping_gateway_says_goodbye_on_both_sides(
    live: LiveService, doors: Doors
) -> None:
    async with serve(live.handle, "127.0.0.1", 0) as server:
        address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with doors.opened(notifications_url=f"http://{address}") as gateway:
            socket = await connect(f"ws://{gateway}/ws/catalog", proxy=None)
            await socket.send("hello")
            assert await socket.recv() == "echo hello"

        assert await closing_code(socket) == 1012
        async with asyncio.timeout(30):
            await live.is_closed.wait()
        with pytest.raises(ConnectionClosed):
            await socket.recv()


async def test_one_address_holds_so_many_sockets_and_no_more(
    live: LiveService, doors: Doors, callers: Callers
) -> None:
    del live
    gateway = await doors.open(
        notifications_url=f"http://{callers.address}",
        websocket_limit_per_address=1,
        trusted_hops=1,
    )
    url = f"ws://{gateway.base_url.host}:{gateway.base_url.port}/ws/catalog"

    def call(address: str) -> connect:
        return connect(url, proxy=None, additional_headers={"X-Forwarded-For": address})

    async with call("203.0.113.1") as first, call("203.0.113.2") as other:
        async with call("203.0.113.1") as second:
            assert await closing_code(second) == 1013
        for socket in (first, other):
            await socket.send("hello")
            assert await socket.recv() == "echo hello"
    async with call("203.0.113.1") as again:
        await again.send("hello")
        assert await again.recv() == "echo hello"


@pytest.mark.parametrize("lives", [timedelta(seconds=-1), None])
async def test_a_handshake_with_a_bad_token_is_refused_before_the_service_hears_of_it(
    live: LiveService,
    callers: Callers,
    users: Upstream,
    token_keys: TestKeys,
    lives: timedelta | None,
) -> None:
    async def keys(_request: StarletteRequest) -> StarletteResponse:
        return JSONResponse({"keys": [token_keys.public_jwk]})

    users.answer = keys
    bad = token_keys.issue(7, lives=lives) if lives else TestKeys().issue(7)

    with pytest.raises(InvalidStatus) as refused:
        await callers.join(additional_headers={"Authorization": f"Bearer {bad}"})

    assert refused.value.response.status_code == 401
    assert live.handshakes == []
