"""The service without its broker: events are handed in, mails really go out."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from backend_services.notifications.adapters.tables import Notification
from backend_services.notifications.consumers import CONSUMES
from backend_services.notifications.main import connect_switchboard, make_desk, make_sender
from backend_services.notifications.sender import Sender
from backend_services.notifications.settings import NotificationsSettings
from backend_services.notifications.teller import Teller
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import SessionMaker, reading, unit_of_work
from backend_services.shared.messaging.consumer import consume
from backend_services.shared.messaging.envelope import Envelope
from backend_services.shared.observability.context import bound

HANDLERS = {event: handler for source in CONSUMES for event, handler in source.handlers.items()}


class Office:
    def __init__(
        self, settings: NotificationsSettings, *, sessions: SessionMaker, clock: Clock
    ) -> None:
        self.settings = settings
        self.sessions = sessions
        self.clock = clock
        self.switchboard = connect_switchboard(settings, sessions=sessions, clock=clock)
        self.hub = self.switchboard.hub
        self.desk = make_desk(settings, announcer=self.switchboard.replicas, clock=clock)

    async def hear(self, envelope: Envelope[Any], *, queue: str | None = None) -> None:
        """Consume the event as the queue's consumer does."""
        with bound(envelope.headers):
            await consume(
                envelope,
                consumer=queue or f"notifications-{envelope.aggregate.partition(':')[0]}s.fifo",
                handlers=HANDLERS,
                sessions=self.sessions,
                deps=self.desk,
            )

    def sender(self) -> Sender:
        return make_sender(self.settings, desk=self.desk, sessions=self.sessions)

    def teller(self, *, batch: int = 100) -> Teller:
        return Teller(self.sessions, self.desk, batch)

    async def tell_all(self) -> int:
        """Tell those who wait for what is there; answer how many were told."""
        teller, told = self.teller(), 0
        while (now := await teller.run_once()) > 0:
            told += now
        return told

    @asynccontextmanager
    async def open(self, *, senders: int = 1) -> AsyncGenerator[None]:
        """With that many senders at work."""
        async with at_work(*(self.sender().run() for _ in range(senders))):
            yield

    @asynccontextmanager
    async def live(self, *, has_line: bool = True) -> AsyncGenerator[None]:
        """With sockets that hear of what happens; without the sweeper."""
        board = self.switchboard
        lines = [board.replicas.run()] if has_line else []
        async with at_work(board.personal.run(), board.catalog.run(), *lines):
            yield

    async def send_all(self) -> int:
        """Send what is due, one after the other; answer how many attempts that took."""
        sender, attempts = self.sender(), 0
        while await sender.run_once():
            attempts += 1
        await sender.mailer.rest()
        return attempts

    async def rows(self) -> list[Notification]:
        async with reading(self.sessions) as session:
            found = await session.scalars(select(Notification).order_by(col(Notification.id)))
            return list(found.all())

    async def row(self) -> Notification:
        """The only one."""
        (row,) = await self.rows()
        return row

    async def statuses(self) -> list[str]:
        return [row.status.value for row in await self.rows()]


async def hear_and_lose_the_database(office: Office, event: Envelope[Any]) -> None:
    async with unit_of_work(office.sessions) as session:
        await HANDLERS[type(event.event)](session, event, office.desk)
        raise ConnectionError


@asynccontextmanager
async def at_work(*work: Coroutine[Any, Any, None]) -> AsyncGenerator[None]:
    tasks = [asyncio.create_task(each) for each in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def eventually(is_true: Callable[[], Any], *, within: float = 30.0) -> None:
    """Wait until the condition (plain or async) holds."""
    async with asyncio.timeout(within):
        while True:
            answer = is_true()
            if await answer if asyncio.iscoroutine(answer) else answer:
                return
            await asyncio.sleep(0.01)
