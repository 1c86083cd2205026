"""LISTEN and NOTIFY between the replicas, on a connection of its own and outside transactions.

In a business transaction a NOTIFY would serialize every commit of the server (ADR 5).
"""

from collections.abc import AsyncGenerator, Callable, Collection
from contextlib import asynccontextmanager
from typing import Any, Final, Protocol, cast

import asyncpg
from sqlalchemy.engine import make_url

from backend_services.notifications.adapters.replica_line import (
    CHANNEL,
    LINE_TIMEOUT,
    Call,
    ReplicaLine,
    read_call,
    write_calls,
)

# Of an address' options those that say where and how to connect. What tunes SQLAlchemy or a pooler
# would reach the server as a setting that it does not know.
_TAKEN: Final = frozenset(
    {"host", "port", "user", "password", "database", "passfile", "ssl", "direct_tls"}
    | {"target_session_attrs", "krbsrvname", "gsslib"}
)


class _Connection(Protocol):
    """What we use of asyncpg's, which has no types."""

    def is_closed(self) -> bool: ...

    def get_server_pid(self) -> int: ...

    def terminate(self) -> None: ...

    def add_termination_listener(self, callback: Callable[[object], None]) -> None: ...

    async def add_listener(self, channel: str, callback: Callable[..., None]) -> None: ...

    async def execute(self, query: str, *args: object) -> str: ...


class PostgresLine:
    def __init__(self, connection: _Connection) -> None:
        self._connection = connection

    @property
    def is_dead(self) -> bool:
        return self._connection.is_closed()

    async def say(self, *, people: Collection[int], is_about_products: bool) -> None:
        for call in write_calls(people, is_about_products=is_about_products):
            await self._connection.execute("select pg_notify($1, $2)", CHANNEL, call)

    async def check(self) -> None:
        await self._connection.execute("select 1")


@asynccontextmanager
async def open_postgres_line(
    *, hear: Callable[[Call], None], on_death: Callable[[], None], url: str
) -> AsyncGenerator[ReplicaLine]:
    connection: _Connection = await cast("Any", asyncpg).connect(
        **connect_arguments(url),
        timeout=LINE_TIMEOUT,
        command_timeout=LINE_TIMEOUT,
        server_settings={"application_name": "notifications live"},
    )

    def on_notify(_: object, pid: int, channel: str, payload: object) -> None:  # noqa: PLR0917 - asyncpg calls it so
        del channel
        if pid != connection.get_server_pid() and (call := read_call(payload)):
            hear(call)

    def on_end(_: object) -> None:
        on_death()

    try:
        connection.add_termination_listener(on_end)
        await connection.add_listener(CHANNEL, on_notify)
        yield PostgresLine(connection)
    finally:
        connection.terminate()  # nothing is under way that a goodbye would save


def connect_arguments(url: str) -> dict[str, Any]:
    """What asyncpg is to be told of SQLAlchemy's address, or of libpq's."""
    address = make_url(url).set(drivername="postgresql+asyncpg")
    _, understood = address.get_dialect()().create_connect_args(address)
    options = dict(understood)
    if "sslmode" in options:
        options.setdefault("ssl", options["sslmode"])
    return {name: value for name, value in options.items() if name in _TAKEN}
