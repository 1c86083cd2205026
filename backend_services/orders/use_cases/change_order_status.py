from backend_services.orders.adapters import order_events, orders
from backend_services.orders.domain.order import Order, OrderStep
from backend_services.orders.domain.permissions import ensure_may_move, visible
from backend_services.orders.domain.status_change import StatusChange
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.ids import NewId
from backend_services.shared.observability.logging import get_logger

log = get_logger()


async def change_order_status(
    session: WriteSession, *, order_id: int, change: StatusChange, clock: Clock, new_id: NewId
) -> Order:
    """Move the order one step, and say so.

    Raises:
        OrderNotFound: not there for this actor.
        OnlyStaffMoveOrders: a customer may only cancel.
        IllegalTransition: not from where the order is.
    """
    step = OrderStep(change.to, at=clock.now(), actor=change.actor, reason=change.reason)
    while True:
        found = await orders.find(session, order_id)
        order = visible(found, order_id=order_id, to=change.actor)
        ensure_may_move(change.actor, to=change.to)
        moved = await orders.move(
            session, order=order, step=step, tracking_number=change.tracking_number
        )
        if moved is not None:
            break
        # Somebody was faster: look again. Orders only move forward, so this ends.
    event = order_events.moved(moved, came_from=order.status)
    await order_events.append(session, order=moved, event=event, event_id=new_id())
    log.info("order.moved", order_id=order_id, status=moved.status, actor=change.actor.kind)
    return moved
