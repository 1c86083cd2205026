from sqlalchemy import RowMapping, select

from backend_services.products.adapters.tables import MOVEMENT
from backend_services.products.domain.movement import Movement
from backend_services.shared.db.session import ReadSession

_LINES = select(
    MOVEMENT.c.product_id,
    MOVEMENT.c.version,
    MOVEMENT.c.at,
    MOVEMENT.c.cause,
    MOVEMENT.c.on_hand_change,
    MOVEMENT.c.reserved_change,
    MOVEMENT.c.on_hand,
    MOVEMENT.c.reserved,
    MOVEMENT.c.reservation_id,
    MOVEMENT.c.actor_user_id,
    MOVEMENT.c.reason,
)


async def find_movements(
    session: ReadSession, *, product_id: int, before: int | None, limit: int
) -> list[Movement]:
    """Newest first, those before that version."""
    statement = _LINES.where(MOVEMENT.c.product_id == product_id)
    if before is not None:
        statement = statement.where(MOVEMENT.c.version < before)
    statement = statement.order_by(MOVEMENT.c.version.desc()).limit(limit)
    return [_movement(row) for row in (await session.execute(statement)).mappings()]


async def find_movement(session: ReadSession, *, product_id: int, version: int) -> Movement:
    """One that is known to be there."""
    statement = _LINES.where(MOVEMENT.c.product_id == product_id, MOVEMENT.c.version == version)
    return _movement((await session.execute(statement)).mappings().one())


async def find_keyed(
    session: ReadSession, *, actor_user_id: int | None, idempotency_key: str
) -> Movement | None:
    """What that key of that person did."""
    statement = _LINES.where(
        MOVEMENT.c.actor_user_id == actor_user_id, MOVEMENT.c.idempotency_key == idempotency_key
    )
    row = (await session.execute(statement)).mappings().one_or_none()
    return None if row is None else _movement(row)


def _movement(row: RowMapping) -> Movement:
    return Movement(**row)
