"""Which order a buyer's key stands for. The order is its own recovery point: no answer is kept."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from backend_services.orders.adapters.tables import IDEMPOTENCY
from backend_services.shared.db.session import ReadSession, WriteSession


@dataclass(frozen=True, slots=True)
class KeyOwner:
    user_id: int
    key: str


@dataclass(frozen=True, slots=True)
class KnownKey:
    order_id: int
    fingerprint: str


async def claim(
    session: WriteSession, *, owner: KeyOwner, fingerprint: str, order_id: int, at: datetime
) -> bool:
    """True for one of several at once; the others wait for its commit, then see False."""
    statement = (
        insert(IDEMPOTENCY)
        .values(
            user_id=owner.user_id,
            key=owner.key,
            fingerprint=fingerprint,
            order_id=order_id,
            created_at=at,
        )
        .on_conflict_do_nothing()
        .returning(IDEMPOTENCY.c.order_id)
    )
    return (await session.execute(statement)).first() is not None


async def find(session: ReadSession, *, owner: KeyOwner) -> KnownKey | None:
    statement = sa.select(IDEMPOTENCY.c.order_id, IDEMPOTENCY.c.fingerprint).where(_is(owner))
    row = (await session.execute(statement)).first()
    return None if row is None else KnownKey(row.order_id, row.fingerprint)


async def point_to(
    session: WriteSession, *, owner: KeyOwner, known: KnownKey, order_id: int, at: datetime
) -> bool:
    """Give the key of a rejected order to a new one; True for one of several at once."""
    statement = (
        sa.update(IDEMPOTENCY)
        .where(_is(owner), IDEMPOTENCY.c.order_id == known.order_id)
        .values(order_id=order_id, created_at=at)
        .returning(IDEMPOTENCY.c.order_id)
    )
    return (await session.execute(statement)).first() is not None


async def prune(session: WriteSession, *, before: datetime, limit: int) -> int:
    """Forget keys claimed before then; answers how many."""
    old = (
        sa.select(IDEMPOTENCY.c.user_id, IDEMPOTENCY.c.key)
        .where(IDEMPOTENCY.c.created_at < before)
        .limit(limit)
    )
    statement = (
        sa.delete(IDEMPOTENCY)
        .where(sa.tuple_(IDEMPOTENCY.c.user_id, IDEMPOTENCY.c.key).in_(old))
        .returning(IDEMPOTENCY.c.order_id)
    )
    return len((await session.execute(statement)).all())


def _is(owner: KeyOwner) -> sa.ColumnElement[bool]:
    return sa.and_(IDEMPOTENCY.c.user_id == owner.user_id, IDEMPOTENCY.c.key == owner.key)
