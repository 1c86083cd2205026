"""How long it is remembered what was sent and what was heard."""

from datetime import timedelta
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, CursorResult, Table, delete, func, select, tuple_

from backend_services.shared.db.session import SessionMaker, unit_of_work
from backend_services.shared.messaging.tables import DEAD_LETTER, INBOX, OUTBOX
from backend_services.shared.messaging.topology import KEPT

PUBLISHED_KEPT: Final = timedelta(days=7)  # the window in which a broker's loss can be made good
HEARD_KEPT: Final = timedelta(days=30)  # SQS keeps 14 days at most, and a redrive comes after that
SET_ASIDE_KEPT: Final = timedelta(seconds=KEPT)  # what the broker has no more can't be sent back
BATCH: Final = 5_000  # rows; a delete holds no locks for long


async def forget_published(sessions: SessionMaker, *, batch: int = BATCH) -> int:
    """Drop old events that were published, so many rows at once; answer how many."""
    old = OUTBOX.c.published_at < func.now() - PUBLISHED_KEPT
    return await _prune(sessions, table=OUTBOX, old=old, batch=batch)


async def forget_heard(sessions: SessionMaker, *, batch: int = BATCH) -> int:
    """Drop what the inbox has known for long, so many rows at once; answer how many."""
    old = INBOX.c.received_at < func.now() - HEARD_KEPT
    return await _prune(sessions, table=INBOX, old=old, batch=batch)


async def forget_dead_letters(sessions: SessionMaker, *, batch: int = BATCH) -> int:
    """Drop the reasons of messages that the broker has dropped; answer how many."""
    old = DEAD_LETTER.c.failed_at < func.now() - SET_ASIDE_KEPT
    return await _prune(sessions, table=DEAD_LETTER, old=old, batch=batch)


async def _prune(
    sessions: SessionMaker, *, table: Table, old: ColumnElement[bool], batch: int
) -> int:
    key = tuple_(*table.primary_key.columns)
    some = select(*table.primary_key.columns).where(old).limit(batch)
    total, gone = 0, batch
    while gone == batch:
        async with unit_of_work(sessions) as session:
            result = await session.execute(delete(table).where(key.in_(some)))
            gone = cast("CursorResult[Any]", result).rowcount
        total += gone
    return total
