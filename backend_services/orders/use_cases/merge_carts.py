from backend_services.orders.adapters import carts
from backend_services.orders.adapters.products_client import ProductsClient
from backend_services.orders.domain.cart import Cart, GuestCart, UserCart
from backend_services.orders.use_cases.show_cart import show_cart
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import SessionMaker, unit_of_work


async def merge_carts(
    sessions: SessionMaker,
    *,
    guest: GuestCart,
    user: UserCart,
    products: ProductsClient,
    clock: Clock,
) -> Cart:
    """What a guest chose is theirs after they sign in; merging once more changes nothing.

    Takes the factory: no connection is held while products is asked.

    Raises:
        CartFull: together there are too many lines; both carts stay as they are.
    """
    async with unit_of_work(sessions) as session:
        await carts.merge(session, guest=guest, user=user, at=clock.now())
    return await show_cart(sessions, owner=user, products=products)
