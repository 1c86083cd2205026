"""What of the messaging cannot be counted as it happens, read now and then."""

from backend_services.shared.db.session import SessionMaker, reading
from backend_services.shared.dead_letters.mover import BrokerSilent
from backend_services.shared.dead_letters.redrive import DeadLetters
from backend_services.shared.messaging.flow import outbox_figures
from backend_services.shared.observability import messaging as metrics


async def show_outbox(sessions: SessionMaker) -> None:
    async with reading(sessions) as session:
        found = await outbox_figures(session)
    metrics.UNPUBLISHED.set(found.waiting)
    metrics.OLDEST.set(found.oldest_seconds or 0)
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
