import asyncio
from collections.abc import Collection
from collections.abc import Set as AbstractSet
from itertools import islice
from typing import Final

from backend_services.notifications.adapters import feed
from backend_services.notifications.live.hub import Hub
from backend_services.shared.db.outages import DATABASE_AWAY
from backend_services.shared.db.session import SessionMaker, reading
from backend_services.shared.messaging.wakeups import Wakeups
from backend_services.shared.observability.logging import get_logger

log = get_logger()

_AGAIN: Final = 0.5  # seconds, when the database is away
_PLACES: Final = 200  # in one statement: at most so many times `replay` rows in memory
_QUIET: Final = 60.0  # seconds; whoever has something to look at wakes it


class PersonalFeed:
    """Reads the feeds of those who are listened for, and lets the hub tell what is new to whom.

    It does not matter who looks, how often, or in which order answers come: each listener knows its
    own position, and of a page only what lies behind it is told.
    """

    def __init__(self, hub: Hub, *, sessions: SessionMaker, replay: int) -> None:
        self._hub = hub
        self._sessions = sessions
        self._replay = replay
        self._due: set[int] = set()
        self._wakeups = Wakeups()

    async def head(self, user_id: int) -> int:
        """Raises: DATABASE_AWAY's."""
        async with reading(self._sessions) as session:
            return await feed.find_head(session, user_id=user_id)

    def look_soon(self, user_ids: AbstractSet[int]) -> None:
        """Have `run` look for news of those of them whom somebody listens for."""
        self._due.update(self._hub.people & user_ids)
        if self._due:
            self._wakeups.wake()

    def look_at_all_soon(self) -> None:
        self.look_soon(self._hub.people)

    async def look(self, user_ids: Collection[int]) -> None:
        """Raises: DATABASE_AWAY's: not everybody was told; look again."""
        rest = iter(self._hub.places(user_ids))
        while places := list(islice(rest, _PLACES)):
            async with reading(self._sessions) as session:
                pages = await feed.find_pages(session, places=places, limit=self._replay)
            for page in pages:
                self._hub.deliver(page)

    async def run(self) -> None:
        """Look where somebody said so, until cancelled."""
        while True:
            await self._wakeups.wait(timeout=_QUIET)
            due, self._due = self._due, set()
            try:
                await self.look(due)
            except DATABASE_AWAY as error:
                log.warning("feed.not_read", reason=type(error).__name__)
                await asyncio.sleep(_AGAIN)
                self.look_soon(due)
