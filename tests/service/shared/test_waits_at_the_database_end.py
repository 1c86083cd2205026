"""A connection as every service opens it."""

from collections.abc import AsyncIterator, Callable

import asyncpg
import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from backend_services.shared.db.engine import create_engine
from backend_services.shared.settings import DatabaseSettings
from tests.fixtures.door import Door, opened_door


@pytest.fixture
async def door(fresh_database: Callable[[str], str]) -> AsyncIterator[Door]:
    async with opened_door(fresh_database("products")) as door:
        yield door


@pytest.fixture
async def engine(fresh_database: Callable[[str], str]) -> AsyncIterator[AsyncEngine]:
    settings = DatabaseSettings(
        database_url=SecretStr(fresh_database("products")),
        statement_timeout=7.5,
        lock_timeout=0.05,
        database_pool_timeout=3.0,
    )
    engine = create_engine(settings, application="tests")
    yield engine
    await engine.dispose()


async def test_every_wait_of_a_connection_has_an_end(engine: AsyncEngine) -> None:
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    async with engine.connect() as connection:
        shown = {name: await connection.scalar(text(f"show {name}")) for name in names}

    assert shown == {
        "statement_timeout": "7500ms",
        "lock_timeout": "50ms",
        "idle_in_transaction_session_timeout": "30s",
    }
    assert engine.pool.timeout() == 3.0  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]  # QueuePool's own


async def test_who_waits_for_a_lock_is_told_to_come_again(engine: AsyncEngine) -> None:
    async with engine.begin() as one, engine.connect() as other:
        await one.execute(text("lock table product in access exclusive mode"))

        with pytest.raises(DBAPIError) as refused:
            await other.execute(text("select count(*) from product"))

    assert refused.value.orig is not None
    assert isinstance(refused.value.orig.__cause__, asyncpg.LockNotAvailableError)


@pytest.mark.timeout(120)
async def test_a_server_that_froze_ends_every_wait(door: Door) -> None:
    settings = DatabaseSettings(
        database_url=SecretStr(door.url),
        statement_timeout=0.1,
        database_pool_timeout=1.0,
    )
    engine = create_engine(settings, application="tests")
    async with engine.connect() as connection:
        door.fall_silent()
        with pytest.raises(TimeoutError):  # a statement
            await connection.scalar(text("select 1"))
        await connection.invalidate()
    door.speak()
    async with engine.connect() as connection:
        assert await connection.scalar(text("select 1")) == 1

    door.fall_silent()
    with pytest.raises(TimeoutError):  # the pool's look, and a new connection
        await engine.connect()

    door.speak()
    async with engine.connect() as connection:
        assert await connection.scalar(text("select 1")) == 1
    await engine.dispose()
