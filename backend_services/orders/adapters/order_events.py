"""What the other services hear about an order."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from backend_services.contracts.orders import (
    OrderCancelledV1,
    OrderConfirmedV1,
    OrderCreatedV1,
    OrderDeliveredV1,
    OrderLine,
    OrderRejectedV1,
    OrderShippedV1,
)
from backend_services.orders.domain.order import Order, OrderItem
from backend_services.orders.domain.states import OrderStatus
from backend_services.shared.db.session import WriteSession
from backend_services.shared.messaging import outbox
from backend_services.shared.messaging.event import Event


async def append(session: WriteSession, *, order: Order, event: Event, event_id: UUID) -> None:
    """Write the event of the order's latest step beside it."""
    await outbox.append(
        session,
        aggregate=outbox.Aggregate("order", order.id, order.version),
        event=event,
        event_id=event_id,
        at=order.updated_at,
    )


def created(order: Order) -> OrderCreatedV1:
    return OrderCreatedV1(
        order_id=order.id,
        reservation_id=order.uid,
        user_id=order.user_id,
        user_email=order.user_email,
        lines=tuple(_line(stored.item) for stored in order.items),
        total=str(order.total),
        currency=order.total.currency,
    )


def rejected(order: Order) -> OrderRejectedV1:
    return OrderRejectedV1(
        order_id=order.id,
        reservation_id=order.uid,
        user_id=order.user_id,
        user_email=order.user_email,
        reason=order.timeline[-1].reason or "",
    )


def moved(order: Order, *, came_from: OrderStatus) -> Event:
    """The event of a step after pending; each type takes the fields that it knows."""
    step = order.timeline[-1]
    return _MOVED[order.status].model_validate(
        {
            "order_id": order.id,
            "reservation_id": order.uid,
            "user_id": order.user_id,
            "user_email": order.user_email,
            "old_status": came_from,
            "new_status": order.status,
            "updated_by": step.actor.kind,
            "tracking_number": order.tracking_number,
            "carrier": order.carrier,
            "reason": step.reason,
        }
    )


_MOVED: Final[Mapping[OrderStatus, type[Event]]] = {
    OrderStatus.CONFIRMED: OrderConfirmedV1,
    OrderStatus.SHIPPED: OrderShippedV1,
    OrderStatus.DELIVERED: OrderDeliveredV1,
    OrderStatus.CANCELLED: OrderCancelledV1,
}


def _line(item: OrderItem) -> OrderLine:
    return OrderLine(
        product_id=item.product_id,
        sku=item.sku,
        name=item.name,
        price=str(item.price),
        quantity=item.quantity,
        subtotal=str(item.subtotal),
        image_url=item.image_url,
    )
