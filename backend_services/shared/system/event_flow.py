import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from backend_services.shared.db.session import SessionMaker, reading
from backend_services.shared.dead_letters.mover import BrokerSilent, Mover
from backend_services.shared.messaging.flow import OutboxFigures, last_heard, outbox_figures
from backend_services.shared.messaging.topology import Subscription
from backend_services.shared.observability.messaging import usual_lag

_PATIENCE: Final = 2.0  # seconds for the broker; whoever looks at a trouble wants to see the rest


@dataclass(frozen=True, slots=True)
class Hearing:
    """How one queue is kept up with."""

    queue: str
    waiting: int | None  # None: the broker does not answer
    dead: int | None  # as above
    last_heard_at: datetime | None
    usual_lag_seconds: float | None  # None: nothing heard since this process started


@dataclass(frozen=True, slots=True)
class EventFlow:
    """What a service tells and hears."""

    subscriptions: Sequence[Subscription]
    mover: Mover
    sessions: SessionMaker
    publishes: bool = True

    async def outbox(self) -> OutboxFigures | None:
        if not self.publishes:
            return None
        async with reading(self.sessions) as session:
            return await outbox_figures(session)

    async def hears(self) -> list[Hearing]:
        return await asyncio.gather(*(self._hearing(one) for one in self.subscriptions))

    async def _hearing(self, subscription: Subscription) -> Hearing:
        async with reading(self.sessions) as session:
            heard_at = await last_heard(session, consumer=subscription.queue)
        waiting: int | None = None
        dead: int | None = None
        try:
            async with asyncio.timeout(_PATIENCE):
                waiting = await self.mover.backlog(subscription)
                dead = await self.mover.depth(subscription)
        except (BrokerSilent, TimeoutError):
            pass  # what the database knows is worth telling, all the more then
        return Hearing(
            queue=subscription.queue,
            waiting=waiting,
            dead=dead,
            last_heard_at=heard_at,
            usual_lag_seconds=usual_lag(subscription.queue),
        )
