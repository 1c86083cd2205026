"""What of the messaging cannot be counted as it happens, read now and then."""

from sqlalchemy import func, select

from backend_services.shared.db.session import SessionMaker, reading
from backend_services.shared.dead_letters.mover import BrokerSilent
from backend_services.shared.dead_letters.redrive import DeadLetters
from backend_services.shared.messaging.tables import OUTBOX
from backend_services.shared.observability import messaging as metrics

_MANY_ATTEMPTS = 3


async def show_outbox(sessions: SessionMaker) -> None:
    age = func.extract("epoch", func.clock_timestamp() - func.min(OUTBOX.c.occurred_at))
    statement = select(
        func.count().label("waiting"),
        func.coalesce(age, 0).label("oldest"),
        func.count().filter(OUTBOX.c.attempts > _MANY_ATTEMPTS).label("rejected"),
    ).where(OUTBOX.c.published_at.is_(None))
    async with reading(sessions) as session:
        found = (await session.execute(statement)).one()
    metrics.UNPUBLISHED.set(found.waiting)
    metrics.OLDEST.set(max(float(found.oldest), 0))
    metrics.REJECTED.set(found.rejected)


async def show_queues(kept: DeadLetters) -> None:
    for subscription in kept.subscriptions:
        try:
            dead = await kept.mover.depth(subscription)
            waiting = await kept.mover.backlog(subscription)
        except BrokerSilent:
            continue  # readiness says so
        metrics.DEAD.labels(queue=subscription.queue).set(dead)
        metrics.DEPTH.labels(queue=subscription.queue).set(waiting)
