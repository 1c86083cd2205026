from backend_services.orders.adapters import order_events, orders
from backend_services.orders.domain.actor import SYSTEM
from backend_services.orders.domain.order import OrderStep
from backend_services.orders.domain.states import OrderStatus
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.ids import NewId
from backend_services.shared.observability.logging import get_logger

log = get_logger()


async def reject_order(
    session: WriteSession,
    *,
    order_id: int,
    reason: str,
    may_be_held: bool,
    clock: Clock,
    new_id: NewId,
) -> bool:
    """End an order that is being placed; False when it is not being placed any more."""
    step = OrderStep(OrderStatus.REJECTED, at=clock.now(), actor=SYSTEM, reason=reason)
    order = await orders.reject(session, order_id=order_id, step=step)
    if order is None:
        return False
    if may_be_held:
        event = order_events.rejected(order)
        await order_events.append(session, order=order, event=event, event_id=new_id())
    log.info("order.rejected", order_id=order_id, reason=reason)
    return True
