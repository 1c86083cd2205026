"""What joins replicas, seen from outside: how many lines are open, and how to cut them."""

from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol

from pydantic import SecretStr
from redis.asyncio import Redis
from sqlalchemy import text

from backend_services.notifications.adapters.replica_line import CHANNEL
from backend_services.shared.db.session import SessionMaker, unit_of_work
from tests.fixtures.postgres import run_sql
from tests.service.notifications.office import eventually

LINES = text(
    "select pid from pg_stat_activity where application_name = 'notifications live'"
    " and datname = current_database()"
)


class Ground(Protocol):
    redis_url: SecretStr | None

    async def has_lines(self, count: int) -> bool: ...

    async def say(self, text: str) -> None:
        """As somebody who does not speak the replicas' language."""
        ...

    def cut(self) -> AbstractAsyncContextManager[None]:
        """All lines are cut, and no new one is to be had."""
        ...


class NotifyGround:
    redis_url: SecretStr | None = None

    def __init__(self, sessions: SessionMaker, *, database_url: str) -> None:
        self._sessions = sessions
        self._name = database_url.rpartition("/")[2]

    async def has_lines(self, count: int) -> bool:
        return len(await self._lines()) == count

    async def say(self, text: str) -> None:
        async with unit_of_work(self._sessions) as session:
            await session.execute(NOTIFY, {"channel": CHANNEL, "said": text})

    @asynccontextmanager
    async def cut(self) -> AsyncGenerator[None]:
        async with self._sessions() as session:
            await session.execute(LINES)
            lines = await self._lines()  # so that two connections are in the pool
        run_sql(f"alter database {self._name} with allow_connections false")  # open ones stay
        try:
            async with self._sessions() as session:
                for line in lines:
                    await session.execute(END, {"pid": line})
            await eventually(lambda: self.has_lines(0))
            yield
        finally:
            run_sql(f"alter database {self._name} with allow_connections true")

    async def _lines(self) -> set[int]:
        async with self._sessions() as session:
            return set((await session.scalars(LINES)).all())


NOTIFY = text("select pg_notify(:channel, :said)")
END = text("select pg_terminate_backend(:pid)")


class RedisGround:
    def __init__(self, admin: Redis, *, url: str) -> None:
        self.redis_url: SecretStr | None = SecretStr(url)
        self._admin: Any = admin  # half typed

    async def has_lines(self, count: int) -> bool:
        ((_, subscribers),) = await self._admin.pubsub_numsub(CHANNEL)
        return subscribers == count

    async def say(self, text: str) -> None:
        await self._admin.publish(CHANNEL, text)

    @asynccontextmanager
    async def cut(self) -> AsyncGenerator[None]:
        await self._admin.config_set("requirepass", "nobody-knows-it")  # open ones stay
        try:
            for kind in ("pubsub", "normal"):
                await self._admin.execute_command("CLIENT", "KILL", "TYPE", kind, "SKIPME", "yes")
            await eventually(lambda: self.has_lines(0))
            yield
        finally:
            await self._admin.config_set("requirepass", "")
