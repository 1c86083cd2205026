from backend_services.orders.adapters import order_lists
from backend_services.orders.domain.actor import Actor
from backend_services.orders.domain.order_query import OrderPage, OrderQuery
from backend_services.orders.domain.permissions import OnlyStaffSeeAll
from backend_services.shared.db.session import ReadSession


async def browse_orders(session: ReadSession, *, query: OrderQuery, by: Actor) -> OrderPage:
    """Raises: OnlyStaffSeeAll: a customer asks for more than their own."""
    if query.user_id != by.user_id and not by.is_shop:
        raise OnlyStaffSeeAll
    return await order_lists.browse(session, query)
