"""A database that is away, and how to wait for it."""

import asyncio
from typing import Final

import asyncpg
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from backend_services.shared.db.session import SessionMaker
from backend_services.shared.observability.logging import get_logger

log = get_logger()

# While a connection is being made, asyncpg's own errors come through unwrapped; an answer that
# does not come in time is an OSError too.
DATABASE_AWAY: Final = (
    SQLAlchemyError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    OSError,
)

# It answers, and can take nothing: disk full, too many connections, read-only, an I/O error.
_UNABLE: Final = frozenset({"53100", "53300", "25006", "58030"})

_FIRST_PAUSE, _LONGEST_PAUSE = 0.25, 5.0  # seconds between two looks
_LOOK: Final = 5.0  # seconds; what answers later than that does not answer


def is_unable(error: Exception) -> bool:
    """Whether the database said that it can do such things for nobody just now."""
    said: object = getattr(error, "orig", None) or error
    return getattr(said, "sqlstate", None) in _UNABLE


class DatabaseWatch:
    """Whether the database answers, asked by one for all who wait."""

    def __init__(self, sessions: SessionMaker) -> None:
        self._sessions = sessions
        self._is_known = False
        self._back: asyncio.Event | None = None

    @property
    def is_waiting(self) -> bool:
        return self._back is not None

    async def until_known(self) -> None:
        """Come back at once when nothing bad was heard of it since it answered."""
        if not self._is_known:
            await self.until_it_answers()

    async def until_it_answers(self) -> bool:
        """Whether one had to wait: False means that it is well, and the fault is elsewhere."""
        if self._back is None:
            if await self._answers():
                return False
            if self._back is None:  # nobody else began to wait meanwhile
                await self._wait()
                return True
        await self._back.wait()
        return True

    async def _wait(self) -> None:
        self._back = back = asyncio.Event()
        self._is_known = False
        pause = _FIRST_PAUSE
        log.warning("database.away")
        try:
            while True:
                await asyncio.sleep(pause)
                if await self._answers():
                    break
                pause = min(pause * 2, _LONGEST_PAUSE)
            log.info("database.back")
        finally:
            self._back = None
            back.set()

    async def _answers(self) -> bool:
        try:
            async with asyncio.timeout(_LOOK), self._sessions() as session:
                await session.execute(text("select 1"))
        except DATABASE_AWAY:
            return False
        self._is_known = True
        return True
