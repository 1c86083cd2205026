"""Real servers on free ports of this machine, in the test's own event loop."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import uvicorn
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from local_stack.network import free_port

Answer = Callable[[Request], Awaitable[Response]]


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_over = asyncio.Event()

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await self.is_over.wait()  # uvicorn itself looks ten times a second

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        yield  # they are the test runner's


@asynccontextmanager
async def serving(
    app: ASGIApp, *, lifespan: bool = False, ports: int = 1
) -> AsyncGenerator[list[str]]:
    """Serve until the block ends; gives a `127.0.0.1:port` for each port."""
    listeners = [socket.socket() for _ in range(ports)]
    for listener in listeners:
        listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="on" if lifespan else "off",
        timeout_graceful_shutdown=2,
        ws_max_size=64 * 1024,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=listeners))
    try:
        async with asyncio.timeout(30):
            while not server.started:
                assert not task.done(), "the server did not start"
                await asyncio.sleep(0.005)
        yield [f"127.0.0.1:{listener.getsockname()[1]}" for listener in listeners]
    finally:
        server.is_over.set()
        await task


def closed_port() -> str:
    """An address where nobody listens."""
    return f"127.0.0.1:{free_port()}"


async def until_the_caller_leaves(request: Request) -> None:
    async with asyncio.timeout(45):
        while not await request.is_disconnected():  # noqa: ASYNC110 - Starlette has no event for it
            await asyncio.sleep(0.01)


async def _echo(_request: Request) -> Response:
    return JSONResponse({"service": "here"})


@dataclass
class Upstream:
    """A service that remembers what it was asked and answers as the test says."""

    requests: list[Request] = field(default_factory=list[Request])
    bodies: list[bytes] = field(default_factory=list[bytes])
    answer: Answer = _echo

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        self.requests.append(request)
        self.bodies.append(await request.body())
        response = await self.answer(request)
        await response(scope, receive, send)

    @property
    def paths(self) -> list[str]:
        return [request.scope["raw_path"].decode() for request in self.requests]

    @property
    def last(self) -> Request:
        return self.requests[-1]


@dataclass
class ByPort:
    """Several applications behind one server: stopping a server takes a while."""

    apps: dict[str, ASGIApp] = field(default_factory=dict[str, ASGIApp])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        host, port = scope["server"]
        await self.apps[f"{host}:{port}"](scope, receive, send)
