import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import CursorResult, Row, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend_services.shared.db.session import SessionMaker
from backend_services.shared.messaging.broker import (
    BrokerUnavailable,
    OutgoingMessage,
    Publisher,
    PublishResult,
)
from backend_services.shared.messaging.broker_memory import BrokerMemory
from backend_services.shared.messaging.envelope import encode_message
from backend_services.shared.messaging.tables import OUTBOX
from backend_services.shared.messaging.wakeups import Wakeups
from backend_services.shared.observability import messaging as metrics
from backend_services.shared.observability.logging import get_logger

log = get_logger()

BATCH: Final = 10  # the limit of one SNS call
_POLL: Final = 1.0  # seconds; other processes' commits do not wake this one
_PUBLISH_TIMEOUT: Final = 5.0  # seconds, below the session's idle limit
_ALARM_AFTER: Final = 5  # attempts

# Heads only: at most one unpublished event per aggregate is in flight, so many relays keep order.
CLAIM: Final = text("""
select position, event_id, aggregate, sequence, type, version, payload, headers, occurred_at,
       attempts
  from outbox o
 where published_at is null and retry_at <= now()
   and not exists (select from outbox e
                    where e.aggregate = o.aggregate and e.position < o.position
                      and e.published_at is null)
 order by position
 limit :batch
   for no key update skip locked
""")


@dataclass(frozen=True, slots=True)
class Relay:
    """Carries rows of the outbox to the broker: at least once, in order per aggregate."""

    sessions: SessionMaker
    publisher: Publisher
    wakeups: Wakeups
    memory: BrokerMemory | None = None  # of a broker that may lose what it accepted

    async def run_once(self) -> int:
        """Publish one batch; answer how many events left.

        The row locks are the lease: a relay that dies frees them, and a crash before the commit
        sends again, never loses.

        Raises:
            BrokerUnavailable: nothing left; every row stays as it was.
        """
        # Before anything new is marked: a mark would hide what was lost.
        heard_until = await self._look_for_losses()
        async with self.sessions.begin() as session:
            rows = (await session.execute(CLAIM, {"batch": BATCH})).all()
            if not rows:
                return 0
            async with asyncio.timeout(_PUBLISH_TIMEOUT):
                result = await self.publisher.publish([_outgoing(row) for row in rows])
            at = await session.scalar(select(func.clock_timestamp()))
            await self._mark(at, heard_until=heard_until)
            await _mark_published(session, rows=rows, result=result, at=at)
            await _mark_failed(session, rows=rows, result=result)
            metrics.PUBLISHED.inc(len(result.accepted))
            return len(result.accepted)

    async def _look_for_losses(self) -> datetime | None:
        """Take back what the broker accepted and forgot; answer up to when it has heard us.

        The inboxes know those that were heard before.
        """
        if self.memory is None:
            return None
        heard_until = await self.memory.heard_until()
        lost = OUTBOX.c.published_at.is_not(None)
        if heard_until is not None:
            lost = OUTBOX.c.published_at > heard_until
        statement = update(OUTBOX).where(lost).values(published_at=None, retry_at=func.now())
        async with self.sessions.begin() as session:
            count = cast("CursorResult[Any]", await session.execute(statement)).rowcount
        if count:
            log.warning("broker.forgot", events=count)
        return heard_until

    async def _mark(self, at: datetime | None, *, heard_until: datetime | None) -> None:
        """Before the commit: no row is ever marked later than the broker is.

        Raises:
            BrokerUnavailable: it lost its memory between our look and now; nothing counts as sent.
        """
        if self.memory is None or at is None:
            return
        now = await self.memory.heard_until()
        if heard_until is not None and (now is None or now < heard_until):
            raise BrokerUnavailable("it forgot what it had heard")
        await self.memory.mark(at)

    async def run(self) -> None:
        """Publish until cancelled; a broker that is down only makes it wait."""
        failures = 0
        while True:
            try:
                sent = await self.run_once()
                failures = 0
            except (BrokerUnavailable, TimeoutError) as error:
                failures += 1
                log.warning("relay.broker_unavailable", reason=str(error), failures=failures)
                await asyncio.sleep(min(0.5 * 2**failures, 10))
                continue
            if sent == 0:
                await self.wakeups.wait(timeout=_POLL)


def _outgoing(row: Row[Any]) -> OutgoingMessage:
    return OutgoingMessage(
        event_id=row.event_id,
        group=row.aggregate,
        type=row.type,
        body=encode_message(
            event_id=row.event_id,
            aggregate=row.aggregate,
            sequence=row.sequence,
            type_=row.type,
            version=row.version,
            occurred_at=row.occurred_at,
            headers=row.headers,
            payload=row.payload,
        ),
    )


async def _mark_published(
    session: AsyncSession,
    *,
    rows: Sequence[Row[Any]],
    result: PublishResult,
    at: datetime | None,
) -> None:
    accepted = [row.position for row in rows if row.event_id in result.accepted]
    if accepted:
        await session.execute(
            update(OUTBOX).where(OUTBOX.c.position.in_(accepted)).values(published_at=at)
        )


async def _mark_failed(
    session: AsyncSession, *, rows: Sequence[Row[Any]], result: PublishResult
) -> None:
    for row in rows:
        reason = result.rejected.get(row.event_id)
        if reason is None:
            continue
        attempts = row.attempts + 1
        write = log.error if attempts >= _ALARM_AFTER else log.warning
        write("outbox.rejected", event_id=str(row.event_id), type=row.type, reason=reason)
        await session.execute(
            update(OUTBOX)
            .where(OUTBOX.c.position == row.position)
            .values(
                attempts=attempts,
                retry_at=func.now() + func.make_interval(0, 0, 0, 0, 0, 0, min(2**attempts, 60)),
            )
        )


async def pending_count(session: AsyncSession) -> int:
    """Events that wait to be published."""
    statement = select(func.count()).select_from(OUTBOX).where(OUTBOX.c.published_at.is_(None))
    return (await session.execute(statement)).scalar_one()
