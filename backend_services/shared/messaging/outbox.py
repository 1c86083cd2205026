from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import insert

from backend_services.shared.db.after_commit import after_commit
from backend_services.shared.db.session import WriteSession
from backend_services.shared.messaging.event import Event
from backend_services.shared.messaging.tables import OUTBOX
from backend_services.shared.messaging.wakeups import WAKEUPS_KEY, Wakeups
from backend_services.shared.observability.context import current_headers


@dataclass(frozen=True, slots=True)
class Aggregate:
    """What an event is about: its kind, its id, and its version after the change."""

    kind: str
    id: int | UUID
    sequence: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    aggregate: Aggregate
    event: Event
    event_id: UUID
    at: datetime


async def append(
    session: WriteSession, *, aggregate: Aggregate, event: Event, event_id: UUID, at: datetime
) -> None:
    """Write the event beside the change, in the same transaction.

    The aggregate's row is already locked by its own UPDATE, so positions of one aggregate commit
    in order: no cursor, hence no gap problem.
    """
    outgoing = Outgoing(aggregate=aggregate, event=event, event_id=event_id, at=at)
    await append_all(session, outgoing=[outgoing])


async def append_all(session: WriteSession, *, outgoing: Sequence[Outgoing]) -> None:
    """As `append`, in one round trip."""
    if not outgoing:
        return
    rows = [
        {
            "event_id": one.event_id,
            "aggregate": str(one.aggregate),
            "sequence": one.aggregate.sequence,
            "type": one.event.type,
            "version": one.event.version,
            "payload": one.event.model_dump(mode="json"),
            "headers": current_headers(),
            "occurred_at": one.at,
        }
        for one in outgoing
    ]
    await session.execute(insert(OUTBOX), rows)
    wakeups = cast("Wakeups | None", session.info.get(WAKEUPS_KEY))
    if wakeups is not None:
        after_commit(session, wakeups.wake)
