"""Who waits for what; a request is open until it was answered by a mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import CursorResult, delete, exists, func, insert, select, text
from sqlmodel import col

from backend_services.notifications.adapters.tables import RestockRequest
from backend_services.shared.db.session import ReadSession, WriteSession

_IS_OPEN: Final = col(RestockRequest.told_at).is_(None)

# State, not history: whatever events came late, twice or in another order, those are told who
# still wait for what the newest of them says is there.
_TAKE: Final = text("""
with due as materialized (
  select r.id, a.email, p.name
    from restock_requests r
    join catalog_positions p on p.product_id = r.product_id
    join addressees a on a.user_id = r.user_id
   where r.told_at is null and p.is_active and p.stock_quantity > 0 and p.name is not null
   order by r.id
   limit :limit
     for no key update of r skip locked
)
update restock_requests r
   set told_at = :now
  from due
 where r.id = due.id
returning r.event_id, r.user_id, r.product_id, due.email, due.name
""")


@dataclass(frozen=True, slots=True)
class NewRequest:
    event_id: UUID
    user_id: int
    product_id: int


@dataclass(frozen=True, slots=True)
class FulfilledRequest:
    event_id: UUID
    user_id: int
    product_id: int
    email: str
    name: str  # the product's


async def find_open(session: ReadSession, *, user_id: int) -> Sequence[RestockRequest]:
    """The latest first."""
    open_ones = select(RestockRequest).where(col(RestockRequest.user_id) == user_id, _IS_OPEN)
    return (await session.scalars(open_ones.order_by(col(RestockRequest.id).desc()))).all()


async def find_open_one(
    session: ReadSession, *, user_id: int, product_id: int
) -> RestockRequest | None:
    return await session.scalar(
        select(RestockRequest).where(
            col(RestockRequest.user_id) == user_id,
            col(RestockRequest.product_id) == product_id,
            _IS_OPEN,
        )
    )


async def add(session: WriteSession, new: NewRequest, *, at: datetime) -> RestockRequest:
    """The caller holds the person's row (see addressees.lock) and saw none that is open."""
    row = insert(RestockRequest).values(
        event_id=new.event_id, user_id=new.user_id, product_id=new.product_id, asked_at=at
    )
    return (await session.scalars(row.returning(RestockRequest))).one()


async def count_open(session: ReadSession, *, user_id: int) -> int:
    mine = col(RestockRequest.user_id) == user_id
    count = select(func.count()).select_from(RestockRequest).where(mine, _IS_OPEN)
    return (await session.execute(count)).scalar_one()


async def is_waited_for(session: ReadSession, *, product_id: int) -> bool:
    waits = exists().where(col(RestockRequest.product_id) == product_id, _IS_OPEN)
    return (await session.execute(select(waits))).scalar_one()


async def take_fulfilled(
    session: WriteSession, *, now: datetime, limit: int
) -> Sequence[FulfilledRequest]:
    """Mark as told, and answer, as many as fit of those whose product can be bought.

    By person: whoever tells several of them locks their feeds in this order.
    """
    rows = (await session.execute(_TAKE, {"now": now, "limit": limit})).all()
    taken = [FulfilledRequest(*row) for row in rows]
    return sorted(taken, key=lambda one: (one.user_id, one.product_id))


async def drop_open_one(session: WriteSession, *, user_id: int, product_id: int) -> None:
    await session.execute(
        delete(RestockRequest).where(
            col(RestockRequest.user_id) == user_id,
            col(RestockRequest.product_id) == product_id,
            _IS_OPEN,
        )
    )


async def drop_open_of_product(session: WriteSession, *, product_id: int) -> int:
    ended = delete(RestockRequest).where(col(RestockRequest.product_id) == product_id, _IS_OPEN)
    return _count(await session.execute(ended))


async def erase_person(session: WriteSession, *, user_id: int) -> int:
    """What was told is erased too."""
    gone = delete(RestockRequest).where(col(RestockRequest.user_id) == user_id)
    return _count(await session.execute(gone))


async def forget_told(session: WriteSession, *, before: datetime, limit: int) -> int:
    old = select(col(RestockRequest.id)).where(col(RestockRequest.told_at) < before).limit(limit)
    forgotten = delete(RestockRequest).where(col(RestockRequest.id).in_(old))
    return _count(await session.execute(forgotten))


def _count(result: object) -> int:
    return cast("CursorResult[Any]", result).rowcount
