from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import NewType, TypeAlias

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from backend_services.shared.messaging.wakeups import WAKEUPS_KEY, Wakeups

# A writer may be given to a reader, never the reverse.
ReadSession = NewType("ReadSession", AsyncSession)
WriteSession = NewType("WriteSession", ReadSession)
SessionMaker: TypeAlias = async_sessionmaker[AsyncSession]


def create_sessions(engine: AsyncEngine, *, wakeups: Wakeups | None = None) -> SessionMaker:
    """Sessions whose commits wake the relay when they wrote an event."""
    return async_sessionmaker(engine, expire_on_commit=False, info={WAKEUPS_KEY: wakeups})


@asynccontextmanager
async def unit_of_work(sessions: SessionMaker) -> AsyncGenerator[WriteSession]:
    """One transaction: committed when the block ends, rolled back when it raises."""
    async with sessions.begin() as session:
        yield WriteSession(ReadSession(session))


@asynccontextmanager
async def reading(sessions: SessionMaker) -> AsyncGenerator[ReadSession]:
    """A session that never commits."""
    async with sessions() as session:
        yield ReadSession(session)
