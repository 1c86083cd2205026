"""Whether events leave and arrive, as the service's own database knows it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from backend_services.shared.db.session import ReadSession
from backend_services.shared.messaging.tables import INBOX, OUTBOX

_MANY_ATTEMPTS: Final = 3


@dataclass(frozen=True, slots=True)
class OutboxFigures:
    waiting: int  # events that no broker has yet
    oldest_seconds: float | None  # None: nothing waits
    rejected: int  # of them, refused more than 3 times


async def outbox_figures(session: ReadSession) -> OutboxFigures:
    age = func.extract("epoch", func.clock_timestamp() - func.min(OUTBOX.c.occurred_at))
    statement = select(
        func.count().label("waiting"),
        age.label("oldest"),
        func.count().filter(OUTBOX.c.attempts > _MANY_ATTEMPTS).label("rejected"),
    ).where(OUTBOX.c.published_at.is_(None))
    found = (await session.execute(statement)).one()
    oldest = None if found.oldest is None else max(float(found.oldest), 0.0)
    return OutboxFigures(found.waiting, oldest, found.rejected)


async def last_heard(session: ReadSession, *, consumer: str) -> datetime | None:
    """When it last had an event; None: never, or so long ago that it is forgotten."""
    newest = (
        select(INBOX.c.received_at)
        .where(INBOX.c.consumer == consumer)
        .order_by(INBOX.c.received_at.desc())
        .limit(1)
    )
    return await session.scalar(newest)
