import asyncio
from typing import Final

from backend_services.notifications.adapters import catalog_positions
from backend_services.notifications.live.hub import Hub
from backend_services.shared.db.outages import DATABASE_AWAY
from backend_services.shared.db.session import SessionMaker, reading
from backend_services.shared.messaging.wakeups import Wakeups
from backend_services.shared.observability.logging import get_logger

log = get_logger()

_AGAIN: Final = 0.5  # seconds, when the database is away
_QUIET: Final = 60.0  # seconds; whoever knows of a change wakes it


class CatalogFeed:
    """Reads which products other replicas have changed, and lets the hub show them."""

    def __init__(self, hub: Hub, *, sessions: SessionMaker) -> None:
        self._hub = hub
        self._sessions = sessions
        self._horizon: int | None = None  # what was changed before is history
        self._wakeups = Wakeups()

    def look_soon(self) -> None:
        self._wakeups.wake()

    async def look(self) -> None:
        """Raises: DATABASE_AWAY's: nothing was shown."""
        async with reading(self._sessions) as session:
            changes = await catalog_positions.find_changes(session, since=self._horizon)
        self._horizon = changes.horizon
        for news in changes.news:
            self._hub.tell_everyone(news)

    async def run(self) -> None:
        """Look once, for the horizon; then whenever somebody said so, until cancelled."""
        while True:
            try:
                await self.look()
            except DATABASE_AWAY as error:
                log.warning("catalog.not_read", reason=type(error).__name__)
                await asyncio.sleep(_AGAIN)
            else:
                await self._wakeups.wait(timeout=_QUIET)
