from typing import Final

from backend_services.orders.adapters import orders
from backend_services.orders.domain.actor import SYSTEM
from backend_services.orders.domain.states import TRANSITIONS, OrderStatus
from backend_services.orders.domain.status_change import StatusChange
from backend_services.orders.use_cases.change_order_status import change_order_status
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.ids import NewId
from backend_services.shared.observability.logging import get_logger

log = get_logger()

_REASON: Final = "We are sorry: the last units were sold before your order could be settled."


async def cancel_undeliverable_order(
    session: WriteSession, *, order_id: int, clock: Clock, new_id: NewId
) -> None:
    """Products has no units for an order whose buyer was told yes."""
    order = await orders.find(session, order_id)
    if order is None or OrderStatus.CANCELLED not in TRANSITIONS[order.status]:
        # Shipped without units on the books, or unknown: for a person to look at.
        log.error("order.undeliverable", order_id=order_id)
        return
    change = StatusChange(OrderStatus.CANCELLED, actor=SYSTEM, reason=_REASON)
    await change_order_status(session, order_id=order_id, change=change, clock=clock, new_id=new_id)
