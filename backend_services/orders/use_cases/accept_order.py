from backend_services.orders.adapters import carts, order_events, orders
from backend_services.orders.domain.actor import Actor, ActorKind
from backend_services.orders.domain.cart import UserCart
from backend_services.orders.domain.hold import Hold, HoldState, total_of
from backend_services.orders.domain.order import Order, OrderStep
from backend_services.orders.domain.order_request import Intent
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
    """
    request = intent.request
    if hold.state is HoldState.RELEASED:
        raise PlacementInterrupted
    order = await orders.accept(
        session,
        order_id=intent.order_id,
        items=hold.items_as_asked(request.lines),
        total=total_of(hold.items, hold.currency),
        step=OrderStep(
            OrderStatus.PENDING,
            at=clock.now(),
            actor=Actor(ActorKind.CUSTOMER, request.user_id),
        ),
    )
    if order is None:
        raise PlacementInterrupted
    if request.empties_cart:
        ordered = {line.product_id for line in request.lines}
        await carts.remove(session, owner=UserCart(request.user_id), product_ids=ordered)
    event = order_events.created(order)
    await order_events.append(session, order=order, event=event, event_id=new_id())
    return order
