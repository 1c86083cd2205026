from backend_services.orders.adapters import idempotency, orders
from backend_services.orders.adapters.idempotency import KeyOwner
from backend_services.orders.domain.idempotency import IdempotencyKeyReused, OrderInProgress
from backend_services.orders.domain.order import Order
from backend_services.orders.domain.order_request import Intent, OrderRequest
from backend_services.orders.domain.states import PUBLIC, OrderStatus
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.ids import NewId


async def begin_order(
    session: WriteSession, *, request: OrderRequest, clock: Clock, new_id: NewId
) -> Intent | Order:
    """A new intent, or the order that the key already stands for.

    Raises:
        OrderInProgress: another request with this key is at work.
        IdempotencyKeyReused: the key was used for something else.
    """
    intent = Intent(order_id=await orders.next_id(session), uid=new_id(), request=request)
    if request.idempotency_key is not None:
        owner = KeyOwner(request.user_id, request.idempotency_key)
        placed = await _claim(session, owner=owner, intent=intent, clock=clock)
        if placed is not None:
            return placed
    await orders.add_placing(session, intent=intent, at=clock.now())
    return intent


async def _claim(
    session: WriteSession, *, owner: KeyOwner, intent: Intent, clock: Clock
) -> Order | None:
    """Make the key stand for this intent, unless it stands for an order that came about."""
    now, fingerprint = clock.now(), intent.request.fingerprint
    order_id = intent.order_id
    if await idempotency.claim(
        session, owner=owner, fingerprint=fingerprint, order_id=order_id, at=now
    ):
        return None
    known = await idempotency.find(session, owner=owner)
    if known is None:  # pruned this very moment
        raise OrderInProgress
    if known.fingerprint != fingerprint:
        raise IdempotencyKeyReused
    order = await orders.get(session, known.order_id)
    if order.status in PUBLIC:
        return order
    if order.status is OrderStatus.REJECTED and await idempotency.point_to(
        session, owner=owner, known=known, order_id=order_id, at=now
    ):
        return None
    raise OrderInProgress
