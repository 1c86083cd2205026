from backend_services.orders.adapters import carts
from backend_services.orders.adapters.products_client import ProductsClient
from backend_services.orders.domain.cart import Cart, CartOwner, Wish
from backend_services.orders.domain.cart_review import new_line
from backend_services.orders.use_cases.show_cart import show_cart
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import SessionMaker, unit_of_work


async def set_cart_quantity(
    sessions: SessionMaker, *, owner: CartOwner, wish: Wish, products: ProductsClient, clock: Clock
) -> Cart:
    """As many units as wished for, even if the shelf has fewer: the review says so. None removes.

    Takes the factory: no connection is held while products is asked.

    Raises:
        ProductNotFound: a new line for something that is not for sale.
        ProductsUnavailable, ProductsTimedOut: a new line, and nobody knows what it costs.
        CartFull: no room for a new line.
    """
    async with unit_of_work(sessions) as session:
        is_done = await carts.change(session, owner=owner, wish=wish, at=clock.now())
    if not is_done:
        shelf = await products.look_up([wish.product_id])
        line = new_line(wish, shelf=shelf)
        async with unit_of_work(sessions) as session:
            await carts.put(session, owner=owner, line=line, at=clock.now())
    return await show_cart(sessions, owner=owner, products=products)
