from datetime import datetime

from backend_services.orders.adapters import carts, order_events, orders
from backend_services.orders.domain.actor import Actor, ActorKind
from backend_services.orders.domain.cart import UserCart
from backend_services.orders.domain.hold import Hold, HoldState, total_of
from backend_services.orders.domain.order import Agreed, Order, OrderStep
from backend_services.orders.domain.order_request import Intent, OrderRequest
from backend_services.orders.domain.refusals import PlacementInterrupted
from backend_services.orders.domain.states import OrderStatus
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.ids import NewId


async def accept_order(
    session: WriteSession, *, intent: Intent, hold: Hold, clock: Clock, new_id: NewId
) -> Order:
    """From `placing` to `pending`, with what products holds for it.

    Raises:
        PlacementInterrupted: the sweeper was faster, or the hold is gone already.
        OrderTooLarge: it costs more than an order may.
        NotInCart: somebody was faster to order the cart, or to change it.
    """
    request, at = intent.request, clock.now()
    if hold.state is HoldState.RELEASED:
        raise PlacementInterrupted
    agreed = Agreed(
        items=hold.items_as_asked(request.lines),
        total=total_of(hold.items, hold.currency),
        cart_begun_at=(
            await _check_out_cart(session, request, at=at) if request.empties_cart else None
        ),
    )
    step = OrderStep(OrderStatus.PENDING, at=at, actor=Actor(ActorKind.CUSTOMER, request.user_id))
    order = await orders.accept(session, order_id=intent.order_id, agreed=agreed, step=step)
    if order is None:
        raise PlacementInterrupted
    event = order_events.created(order)
    await order_events.append(session, order=order, event=event, event_id=new_id())
    return order


async def _check_out_cart(
    session: WriteSession, request: OrderRequest, *, at: datetime
) -> datetime:
    ordered = {line.product_id: line.quantity for line in request.lines}
    return await carts.check_out(session, owner=UserCart(request.user_id), ordered=ordered, at=at)
