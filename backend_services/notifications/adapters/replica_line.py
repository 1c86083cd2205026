"""LISTEN and NOTIFY between the replicas, on a connection of its own and outside transactions.

In a business transaction a NOTIFY would serialize every commit of the server (ADR 5).
"""

from collections.abc import AsyncGenerator, Callable, Collection, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, Protocol, cast

import asyncpg
import orjson
from sqlalchemy.engine import make_url

from backend_services.shared.observability.logging import get_logger

log = get_logger()

_CHANNEL: Final = "notifications_live"
_PEOPLE_PER_CALL: Final = 500  # ids of at most 10 digits: below PostgreSQL's 8,000 bytes
_TIMEOUT: Final = 5.0  # seconds, for connecting and for each command


@dataclass(frozen=True, slots=True)
class Call:
    """Where another replica should look; never what is there."""

    people: frozenset[int]
    is_about_products: bool


class _Connection(Protocol):
    """What we use of asyncpg's, which has no types."""

    def is_closed(self) -> bool: ...

    def get_server_pid(self) -> int: ...

    def terminate(self) -> None: ...

    def add_termination_listener(self, callback: Callable[[object], None]) -> None: ...

    async def add_listener(self, channel: str, callback: Callable[..., None]) -> None: ...

    async def execute(self, query: str, *args: object) -> str: ...


class ReplicaLine:
    """One open line. Whatever is said on it, all others hear, and it does not."""

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection

    @property
    def is_dead(self) -> bool:
        return self._connection.is_closed()

    async def say(self, *, people: Collection[int], is_about_products: bool) -> None:
        """Raises: DATABASE_AWAY's: the line is dead."""
        for some in _chunks(people) if people else ((),):
            call = orjson.dumps({"people": list(some), "products": is_about_products})
            await self._connection.execute("select pg_notify($1, $2)", _CHANNEL, call.decode())

    async def check(self) -> None:
        """Raises: DATABASE_AWAY's: the line is dead, although nobody had said so."""
        await self._connection.execute("select 1")


@asynccontextmanager
async def open_line(
    url: str, *, hear: Callable[[Call], None], on_death: Callable[[], None]
) -> AsyncGenerator[ReplicaLine]:
    """Raises: DATABASE_AWAY's: there is no line to be had."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection: _Connection = await cast("Any", asyncpg).connect(
        plain,
        timeout=_TIMEOUT,
        command_timeout=_TIMEOUT,
        server_settings={"application_name": "notifications live"},
    )

    def on_notify(_: object, pid: int, channel: str, payload: object) -> None:  # noqa: PLR0917 - asyncpg calls it so
        del channel
        if pid != connection.get_server_pid() and (call := _read(payload)):
            hear(call)

    def on_end(_: object) -> None:
        on_death()

    try:
        connection.add_termination_listener(on_end)
        await connection.add_listener(_CHANNEL, on_notify)
        yield ReplicaLine(connection)
    finally:
        connection.terminate()  # nothing is under way that a goodbye would save


def _read(payload: object) -> Call | None:
    try:
        said: Any = orjson.loads(str(payload))
        return Call(
            people=frozenset(int(one) for one in said["people"]),
            is_about_products=bool(said["products"]),
        )
    except (ValueError, TypeError, KeyError):
        log.warning("replicas.call_not_understood")
        return None


def _chunks(people: Collection[int]) -> Iterator[tuple[int, ...]]:
    rest = iter(people)
    while some := tuple(islice(rest, _PEOPLE_PER_CALL)):
        yield some
