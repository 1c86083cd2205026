import asyncio
import random
from typing import Final

from backend_services.notifications.adapters.outages import LINE_AWAY
from backend_services.notifications.adapters.replica_line import Call, OpenLine, ReplicaLine
from backend_services.notifications.domain.news import ProductNews
from backend_services.notifications.live.catalog_feed import CatalogFeed
from backend_services.notifications.live.hub import Hub
from backend_services.notifications.live.personal_feed import PersonalFeed
from backend_services.shared.messaging.wakeups import Wakeups
from backend_services.shared.observability.logging import get_logger

log = get_logger()

_CALL_EVERY: Final = 0.05  # seconds: at most 20 calls a second, whatever happens
_CHECK_EVERY: Final = 5.0  # seconds without a call; a line may die without a word
_FIRST_PAUSE: Final = 0.1  # seconds before a lost line is opened again; doubled, with full jitter
_LONGEST_PAUSE: Final = 5.0  # seconds


class LineLost(Exception):
    pass


class Replicas:
    """The announcer: tells this process' sockets at once, and calls the other replicas to look.

    A call that is lost loses nothing: whoever (re)opens its line looks at everything first, and the
    sweeper looks every few seconds anyway.
    """

    def __init__(
        self, hub: Hub, *, personal: PersonalFeed, catalog: CatalogFeed, open_line: OpenLine
    ) -> None:
        self._hub = hub
        self._personal = personal
        self._catalog = catalog
        self._open_line = open_line
        self._people: set[int] = set()  # that the others were not called about yet
        self._has_products = False
        self._wakeups = Wakeups()

    def tell_person(self, user_id: int) -> None:
        self._personal.look_soon({user_id})
        self._people.add(user_id)
        self._wakeups.wake()

    def tell_everyone(self, news: ProductNews) -> None:
        self._hub.tell_everyone(news)
        self._has_products = True
        self._wakeups.wake()

    async def look_everywhere(self) -> None:
        """Have everything looked at that a call could have been about."""
        self._personal.look_at_all_soon()
        self._catalog.look_soon()

    async def run(self) -> None:
        """Keep a line to the other replicas, until cancelled."""
        failures = 0
        while True:
            try:
                async with self._open_line(hear=self._hear, on_death=self._wakeups.wake) as line:
                    failures = 0
                    log.info("replicas.line_opened")
                    await self.look_everywhere()
                    await self._talk(line)
            except (*LINE_AWAY, LineLost) as error:
                failures += 1
                log.warning("replicas.line_lost", reason=type(error).__name__, failures=failures)
            longest = min(_FIRST_PAUSE * 2 ** min(failures, 10), _LONGEST_PAUSE)
            await asyncio.sleep(random.uniform(0, longest))  # noqa: S311 - no secret

    def _hear(self, call: Call) -> None:
        self._personal.look_soon(call.people)
        if call.is_about_products:
            self._catalog.look_soon()

    async def _talk(self, line: ReplicaLine) -> None:
        while True:
            await self._wakeups.wait(timeout=_CHECK_EVERY)
            if line.is_dead:
                raise LineLost
            await self._call(line)
            await asyncio.sleep(_CALL_EVERY)

    async def _call(self, line: ReplicaLine) -> None:
        people, self._people = self._people, set()
        has_products, self._has_products = self._has_products, False
        if not people and not has_products:
            await line.check()
            return
        try:
            await line.say(people=people, is_about_products=has_products)
        except LINE_AWAY:
            self._people |= people
            self._has_products |= has_products
            raise
