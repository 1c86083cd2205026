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
