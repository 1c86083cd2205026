from backend_services.orders.adapters import carts
from backend_services.orders.adapters.products_client import ProductsClient
from backend_services.orders.domain.cart import Cart, CartOwner, Wish
from backend_services.orders.domain.refusals import ProductNotFound
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
        is_done = await carts.change(session, owner=owner, wish=wish)
    if not is_done:
        item = (await products.look_up([wish.product_id])).get(wish.product_id)
        if item is None or not item.is_active:
            raise ProductNotFound(f"Product {wish.product_id} not found")
        async with unit_of_work(sessions) as session:
            line = item.as_line(wish.quantity)
            await carts.add(session, owner=owner, line=line, at=clock.now())
    return await show_cart(sessions, owner=owner, products=products)
