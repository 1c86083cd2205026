"""Items and steps, written with an order and read for many orders in two statements."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa

from backend_services.orders.adapters.tables import (
    ORDER_ITEMS,
    ORDER_STEPS,
    OrderItemRow,
    OrderStepRow,
)
from backend_services.orders.domain.actor import Actor, ActorKind
from backend_services.orders.domain.order import Order, OrderItem, OrderStep, StoredItem
from backend_services.orders.domain.states import OrderStatus
from backend_services.shared.db.session import ReadSession, WriteSession
from backend_services.shared.money import Currency, Money


async def add_items(
    session: WriteSession, *, order_id: int, items: Sequence[OrderItem], at: datetime
) -> Sequence[StoredItem]:
    rows = [
        OrderItemRow(
            order_id=order_id,
            product_id=item.product_id,
            sku=item.sku,
            name=item.name,
            price_minor=item.price.minor,
            quantity=item.quantity,
            subtotal_minor=item.subtotal.minor,
            image_url=item.image_url,
            created_at=at,
        )
        for item in items
    ]
    session.add_all(rows)
    await session.flush()
    return [
        StoredItem(id=cast("int", row.id), created_at=at, item=item)
        for row, item in zip(rows, items, strict=True)
    ]


async def add_step(session: WriteSession, *, order_id: int, step: OrderStep) -> None:
    session.add(
        OrderStepRow(
            order_id=order_id,
            status=step.status,
            at=step.at,
            actor=step.actor.kind,
            actor_id=step.actor.user_id,
            reason=step.reason,
        )
    )
    await session.flush()


async def with_parts(session: ReadSession, rows: Sequence[sa.Row[Any]]) -> tuple[Order, ...]:
    if not rows:
        return ()
    ids = [row.id for row in rows]
    items = await _items(session, ids, currencies={row.id: Currency(row.currency) for row in rows})
    steps = await _steps(session, ids)
    return tuple(to_order(row, items=items[row.id], timeline=steps[row.id]) for row in rows)


async def _items(
    session: ReadSession, ids: Sequence[int], *, currencies: dict[int, Currency]
) -> defaultdict[int, list[StoredItem]]:
    statement = (
        sa.select(ORDER_ITEMS).where(ORDER_ITEMS.c.order_id.in_(ids)).order_by(ORDER_ITEMS.c.id)
    )
    found: defaultdict[int, list[StoredItem]] = defaultdict(list)
    for row in await session.execute(statement):
        item = OrderItem(
            product_id=row.product_id,
            sku=row.sku,
            name=row.name,
            price=Money(row.price_minor, currencies[row.order_id]),
            quantity=row.quantity,
            image_url=row.image_url,
        )
        found[row.order_id].append(StoredItem(id=row.id, created_at=row.created_at, item=item))
    return found


async def _steps(session: ReadSession, ids: Sequence[int]) -> defaultdict[int, list[OrderStep]]:
    statement = (
        sa.select(ORDER_STEPS).where(ORDER_STEPS.c.order_id.in_(ids)).order_by(ORDER_STEPS.c.id)
    )
    found: defaultdict[int, list[OrderStep]] = defaultdict(list)
    for row in await session.execute(statement):
        step = OrderStep(
            status=OrderStatus(row.status),
            at=row.at,
            actor=Actor(ActorKind(row.actor), row.actor_id),
            reason=row.reason,
        )
        found[row.order_id].append(step)
    return found


def to_order(
    row: sa.Row[Any], *, items: Iterable[StoredItem], timeline: Iterable[OrderStep]
) -> Order:
    return Order(
        id=row.id,
        uid=row.uid,
        user_id=row.user_id,
        user_email=row.user_email,
        status=OrderStatus(row.status),
        total=Money(row.total_minor, Currency(row.currency)),
        version=row.version,
        tracking_number=row.tracking_number,
        carrier=row.carrier,
        created_at=row.created_at,
        updated_at=row.updated_at,
        items=tuple(items),
        timeline=tuple(timeline),
    )
