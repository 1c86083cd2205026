"""Named queries on orders, their items and their steps."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from backend_services.orders.adapters.order_parts import (
    add_items,
    add_step,
    to_order,
    with_parts,
)
from backend_services.orders.adapters.tables import ORDERS
from backend_services.orders.domain.order import Agreed, Order, OrderStep
from backend_services.orders.domain.order_request import Intent
from backend_services.orders.domain.requested_lines import RequestedLine
from backend_services.orders.domain.states import OrderStatus, advance
from backend_services.orders.domain.status_change import Shipment
from backend_services.shared.db.session import ReadSession, WriteSession
from backend_services.shared.money import Currency

_IDS: Final = sa.Sequence("orders_id_seq")


async def next_id(session: WriteSession) -> int:
    return (await session.execute(sa.select(_IDS.next_value()))).scalar_one()


async def add_placing(session: WriteSession, *, intent: Intent, at: datetime) -> None:
    request = intent.request
    await session.execute(
        sa.insert(ORDERS).values(
            id=intent.order_id,
            uid=intent.uid,
            user_id=request.user_id,
            user_email=request.user_email,
            status=OrderStatus.PLACING,
            total_minor=0,
            currency=Currency.USD,
            requested=[_as_json(line) for line in request.lines],
            empties_cart=request.empties_cart,
            version=1,
            created_at=at,
            updated_at=at,
        )
    )


async def accept(
    session: WriteSession, *, order_id: int, agreed: Agreed, step: OrderStep
) -> Order | None:
    """None when the order is not being placed any more."""
    row = await _move(
        session,
        order_id=order_id,
        current=OrderStatus.PLACING,
        step=step,
        total_minor=agreed.total.minor,
        currency=agreed.total.currency,
        cart_begun_at=agreed.cart_begun_at,
    )
    if row is None:
        return None
    stored = await add_items(session, order_id=order_id, items=agreed.items, at=step.at)
    return to_order(row, items=stored, timeline=[step])


async def reject(session: WriteSession, *, order_id: int, step: OrderStep) -> Order | None:
    """None when the order is not being placed any more."""
    row = await _move(
        session,
        order_id=order_id,
        current=OrderStatus.PLACING,
        step=step,
        rejection_reason=step.reason,
    )
    return None if row is None else to_order(row, items=[], timeline=[step])


async def move(
    session: WriteSession, *, order: Order, step: OrderStep, shipment: Shipment
) -> Order | None:
    """None when somebody else has moved the order since it was read.

    Raises:
        OrderIsOver, IllegalTransition: not a step of the state machine.
    """
    parcel = asdict(shipment) if step.status is OrderStatus.SHIPPED else {}
    row = await _move(session, order_id=order.id, current=order.status, step=step, **parcel)
    if row is None:
        return None
    return to_order(row, items=order.items, timeline=[*order.timeline, step])


async def interrupted(session: WriteSession, *, before: datetime, limit: int) -> Sequence[int]:
    """Ids of orders whose placing began before then and never ended; locked, others' skipped."""
    statement = (
        sa.select(ORDERS.c.id)
        .where(ORDERS.c.status == OrderStatus.PLACING, ORDERS.c.created_at < before)
        .order_by(ORDERS.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
    )
    return (await session.execute(statement)).scalars().all()


async def find(session: ReadSession, order_id: int) -> Order | None:
    rows = (await session.execute(sa.select(ORDERS).where(ORDERS.c.id == order_id))).all()
    orders = await with_parts(session, rows)
    return orders[0] if orders else None


async def get(session: ReadSession, order_id: int) -> Order:
    """Of an order that is known to exist."""
    order = await find(session, order_id)
    assert order is not None
    return order


async def _move(
    session: WriteSession,
    *,
    order_id: int,
    current: OrderStatus,
    step: OrderStep,
    **changes: Any,  # noqa: ANN401 - column values
) -> sa.Row[Any] | None:
    """Compare and set: of several who move an order at once, one does."""
    statement = (
        sa.update(ORDERS)
        .where(ORDERS.c.id == order_id, ORDERS.c.status == current)
        .values(
            status=advance(current, step.status),
            version=ORDERS.c.version + 1,
            updated_at=step.at,
            **changes,
        )
        .returning(*ORDERS.c)
    )
    row = (await session.execute(statement)).first()
    if row is not None:
        await add_step(session, order_id=order_id, step=step)
    return row


def _as_json(line: RequestedLine) -> dict[str, Any]:
    price = None if line.expected_price is None else str(line.expected_price)
    return {"product_id": line.product_id, "quantity": line.quantity, "expected_price": price}
