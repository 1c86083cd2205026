from backend_services.orders.adapters import orders
from backend_services.orders.domain.actor import Actor
from backend_services.orders.domain.order import Order
from backend_services.orders.domain.permissions import visible
from backend_services.shared.db.session import ReadSession


async def show_order(session: ReadSession, *, order_id: int, to: Actor) -> Order:
    """Raises: OrderNotFound: not there for this person."""
    return visible(await orders.find(session, order_id), order_id=order_id, to=to)
