from collections.abc import Sequence

from backend_services.orders.adapters import orders
from backend_services.orders.adapters.orders import OrderQuery
from backend_services.orders.domain.actor import Actor
from backend_services.orders.domain.order import Order
from backend_services.orders.domain.permissions import OnlyStaffSeeAll
from backend_services.shared.db.session import ReadSession


async def browse_orders(session: ReadSession, *, query: OrderQuery, by: Actor) -> Sequence[Order]:
    """Raises: OnlyStaffSeeAll: a customer asks for more than their own."""
    if query.user_id != by.user_id and not by.is_shop:
        raise OnlyStaffSeeAll
    return await orders.browse(session, query)
