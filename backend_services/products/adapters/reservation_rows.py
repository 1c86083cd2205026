from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects import postgresql
from sqlmodel import col

from backend_services.products.adapters.tables import Reservation as ReservationRow
from backend_services.products.adapters.tables import ReservationLine as LineRow
from backend_services.products.domain.reservation import (
    Reservation,
    ReservationState,
    ReservedLine,
)
from backend_services.shared.db.session import ReadSession, WriteSession
from backend_services.shared.money import Currency, Money


async def open_reservation(
    session: WriteSession, *, reservation_id: UUID, expires_at: datetime, at: datetime
) -> bool:
    """Claim the id; False when it is taken. A twin that does the same now waits for our commit."""
    statement = (
        postgresql.insert(ReservationRow)
        .values(
            id=reservation_id,
            state=ReservationState.HELD,
            expires_at=expires_at,
            created_at=at,
            version=1,
        )
        .on_conflict_do_nothing()
        .returning(col(ReservationRow.id))
    )
    return (await session.execute(statement)).first() is not None


async def insert_lines(
    session: WriteSession, *, reservation_id: UUID, lines: Sequence[ReservedLine]
) -> None:
    rows = [
        {
            "reservation_id": reservation_id,
            "product_id": line.product_id,
            "quantity": line.quantity,
            "sku": line.sku,
            "name": line.name,
            "price_minor": line.price.minor,
            "currency": line.price.currency.value,
            "image_file": line.image_file,
        }
        for line in lines
    ]
    await session.execute(insert(LineRow), rows)


async def read_reservation(session: ReadSession, *, reservation_id: UUID) -> Reservation:
    """A reservation that is known to exist."""
    head = select(col(ReservationRow.state), col(ReservationRow.expires_at)).where(
        col(ReservationRow.id) == reservation_id
    )
    found = (await session.execute(head)).one()
    lines = (
        select(
            col(LineRow.product_id),
            col(LineRow.quantity),
            col(LineRow.sku),
            col(LineRow.name),
            col(LineRow.price_minor),
            col(LineRow.currency),
            col(LineRow.image_file),
        )
        .where(col(LineRow.reservation_id) == reservation_id)
        .order_by(col(LineRow.product_id))
    )
    return Reservation(
        id=reservation_id,
        state=ReservationState(found.state),
        expires_at=found.expires_at,
        lines=[
            ReservedLine(
                product_id=row.product_id,
                quantity=row.quantity,
                sku=row.sku,
                name=row.name,
                price=Money(row.price_minor, Currency(row.currency)),
                image_file=row.image_file,
            )
            for row in await session.execute(lines)
        ],
    )


async def lock_state(session: WriteSession, *, reservation_id: UUID) -> ReservationState | None:
    """The state, which nobody else can change before our commit; None for an unknown id."""
    statement = (
        select(col(ReservationRow.state))
        .where(col(ReservationRow.id) == reservation_id)
        .order_by(col(ReservationRow.id))
        .with_for_update(key_share=True)
    )
    state = (await session.execute(statement)).scalar_one_or_none()
    return None if state is None else ReservationState(state)


async def lock_due(session: WriteSession, *, at: datetime, limit: int) -> Sequence[UUID]:
    """Holds that nobody came for, the oldest first; those another sweeper has are left to it."""
    statement = (
        select(col(ReservationRow.id))
        .where(
            col(ReservationRow.state) == ReservationState.HELD,
            col(ReservationRow.expires_at) <= at,
        )
        .order_by(col(ReservationRow.expires_at))
        .limit(limit)
        .with_for_update(key_share=True, skip_locked=True)
    )
    return (await session.execute(statement)).scalars().all()


async def flip_state(
    session: WriteSession,
    *,
    reservation_ids: Collection[UUID],
    current: ReservationState,
    to: ReservationState,
) -> dict[UUID, int]:
    """Step those that are in `current`, and answer their new versions: whoever is first wins."""
    statement = (
        update(ReservationRow)
        .where(col(ReservationRow.id).in_(reservation_ids), col(ReservationRow.state) == current)
        .values(state=to, version=col(ReservationRow.version) + 1)
        .returning(col(ReservationRow.id), col(ReservationRow.version))
    )
    return {row.id: row.version for row in await session.execute(statement)}


async def sum_quantities(
    session: ReadSession, *, reservation_ids: Collection[UUID]
) -> dict[int, int]:
    """Units of each product in these reservations together."""
    statement = (
        select(col(LineRow.product_id), func.sum(col(LineRow.quantity)).label("quantity"))
        .where(col(LineRow.reservation_id).in_(reservation_ids))
        .group_by(col(LineRow.product_id))
    )
    return {row.product_id: int(row.quantity) for row in await session.execute(statement)}
