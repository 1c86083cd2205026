"""A service of nothing but an outbox and an inbox."""

from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from backend_services.shared.db.session import SessionMaker, create_sessions
from backend_services.shared.ids import new_id
from backend_services.shared.messaging.event import Event
from backend_services.shared.messaging.tables import OUTBOX
from tests.fixtures.postgres import run_sql, sqlalchemy_url


class LampLit(Event, type="lamp.lit", version=1):
    lamp_id: int
    turn: int


@pytest.fixture
def database() -> Iterator[str]:
    name = f"kernel_{new_id().hex}"
    run_sql(f"create database {name}")
    yield sqlalchemy_url(name)
    run_sql(f"drop database {name} with (force)")


@pytest.fixture
async def sessions(database: str) -> AsyncIterator[SessionMaker]:
    engine = create_async_engine(database, pool_size=20, max_overflow=20)
    async with engine.begin() as connection:
        await connection.run_sync(OUTBOX.metadata.create_all)
    yield create_sessions(engine)
    await engine.dispose()
