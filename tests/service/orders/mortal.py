"""A process that dies, or a connection that breaks, at any one of its steps.

Every point where orders waits for somebody else is a step: before and after each statement,
before and after each commit, before and after each request on the wire.
"""

from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from typing import Any, Final, TypeAlias

import httpx
from sqlalchemy import event

from backend_services.orders.use_cases.place_order import Placement
from backend_services.shared.db.session import SessionMaker

IMMORTAL: Final = 10**6  # steps; no checkout has so many


class Died(BaseException):
    """SIGKILL: nobody catches it, nothing runs after it."""


class Broke(ConnectionError):
    """The database or the network is gone for a moment; the process lives on."""


class Lifeline:
    """Counts steps; at one of them, it ends."""

    def __init__(self, *, ends_at: int, with_: type[BaseException]) -> None:
        self.steps: list[str] = []
        self._ends_at = ends_at
        self._end = with_

    @property
    def has_ended(self) -> bool:
        return len(self.steps) >= self._ends_at

    @property
    def last_step(self) -> str:
        return self.steps[self._ends_at - 1]

    def step(self, name: str) -> None:
        self.steps.append(name)
        if len(self.steps) == self._ends_at:
            raise self._end(name)

    @contextmanager
    def watching(self, sessions: SessionMaker) -> Generator[None]:
        """Steps are counted inside."""
        engine = sessions.kw["bind"].sync_engine
        commit = engine.dialect.do_commit

        def commit_between_steps(connection: Any) -> None:
            self.step("before commit")
            commit(connection)
            self.step("after commit")

        engine.dialect.do_commit = commit_between_steps
        event.listen(engine, "before_cursor_execute", self._before_statement)
        event.listen(engine, "after_cursor_execute", self._after_statement)
        try:
            yield
        finally:
            event.remove(engine, "before_cursor_execute", self._before_statement)
            event.remove(engine, "after_cursor_execute", self._after_statement)
            engine.dialect.do_commit = commit

    def _before_statement(self, *args: Any) -> None:
        self.step(f"before {_verb(args)}")

    def _after_statement(self, *args: Any) -> None:
        self.step(f"after {_verb(args)}")


def _verb(hook_arguments: tuple[Any, ...]) -> str:
    """`(connection, cursor, statement, ...)` to `INSERT INTO orders`."""
    return " ".join(hook_arguments[2].split()[:3])


class MortalWire(httpx.AsyncBaseTransport):
    """The wire to products as orders sees it; what breaks on it is a network error."""

    def __init__(self, wire: httpx.AsyncBaseTransport, lifeline: Lifeline) -> None:
        self._wire = wire
        self._lifeline = lifeline

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            self._lifeline.step(f"before {request.method}")
            response = await self._wire.handle_async_request(request)
            self._lifeline.step(f"after {request.method}")
        except Broke as broke:
            raise httpx.ReadError(str(broke)) from broke
        return response


class MortalProducts(httpx.AsyncBaseTransport):
    """Products dies at a step of its own; to orders, its connection is closed."""

    def __init__(self, products: httpx.AsyncBaseTransport) -> None:
        self._products = products

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            return await self._products.handle_async_request(request)
        except Died as died:
            raise httpx.ReadError(str(died)) from died


# One unit for this buyer, with the same key each time, as far as the lifeline reaches.
Attempt: TypeAlias = Callable[[int, Lifeline], Awaitable[Placement]]
