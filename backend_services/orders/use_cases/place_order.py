"""The saga's part in orders: intent first, one repeatable call, then the truth.

Two units of work instead of one: the intent must be durable before products is asked. A crash
between them leaves an order that is `placing`; reject_interrupted_orders ends it.
"""

from dataclasses import dataclass

from backend_services.orders.adapters import orders
from backend_services.orders.adapters.products_client import ProductsClient
from backend_services.orders.domain.order import Order
from backend_services.orders.domain.order_request import Intent, OrderRequest
from backend_services.orders.domain.refusals import NOTHING_IS_HELD
from backend_services.orders.domain.states import PUBLIC
from backend_services.orders.use_cases.accept_order import accept_order
from backend_services.orders.use_cases.begin_order import begin_order
from backend_services.orders.use_cases.reject_order import reject_order
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import SessionMaker, WriteSession, unit_of_work
from backend_services.shared.errors import AppError
from backend_services.shared.ids import NewId
from backend_services.shared.observability.logging import get_logger

log = get_logger()


@dataclass(frozen=True, slots=True)
class Placement:
    order: Order
    is_replay: bool  # the order was there already, under the same key


async def place_order(
    sessions: SessionMaker,
    *,
    request: OrderRequest,
    products: ProductsClient,
    clock: Clock,
    new_id: NewId,
) -> Placement:
    """The buyer's order: pending, its units held.

    Raises:
        OutOfStock, PriceChanged, ProductNotFound, OrderTooLarge, NotInCart: refused.
        ProductsUnavailable, ProductsTimedOut, PlacementInterrupted: it did not come about and
            never will; the same key starts again.
        OrderInProgress, IdempotencyKeyReused: the key stands for another attempt.
    """
    async with unit_of_work(sessions) as session:
        begun = await begin_order(session, request=request, clock=clock, new_id=new_id)
    if isinstance(begun, Order):
        return Placement(begun, is_replay=True)
    try:
        hold = await products.hold(begun.uid, request.lines)
        async with unit_of_work(sessions) as session:
            order = await accept_order(session, intent=begun, hold=hold, clock=clock, new_id=new_id)
    except Exception as failure:
        async with unit_of_work(sessions) as session:
            order = await _settle(
                session, intent=begun, failure=failure, clock=clock, new_id=new_id
            )
        if order is None:
            raise
    log.info("order.placed", order_id=order.id, lines=len(order.items))
    return Placement(order, is_replay=False)


async def _settle(
    session: WriteSession, *, intent: Intent, failure: Exception, clock: Clock, new_id: NewId
) -> Order | None:
    """End the order; but where only the answer to its commit was lost, it stands."""
    reason = failure.code if isinstance(failure, AppError) else "interrupted"
    is_ended = await reject_order(
        session,
        order_id=intent.order_id,
        reason=reason,
        may_be_held=not isinstance(failure, NOTHING_IS_HELD),
        clock=clock,
        new_id=new_id,
    )
    if is_ended:
        return None
    order = await orders.get(session, intent.order_id)
    return order if order.status in PUBLIC else None
