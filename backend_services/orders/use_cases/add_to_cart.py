from backend_services.orders.adapters import carts
from backend_services.orders.adapters.products_client import ProductsClient
from backend_services.orders.domain.cart import Cart, CartOwner, Wish
from backend_services.orders.domain.cart_review import new_line
from backend_services.orders.use_cases.show_cart import show_cart
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import SessionMaker, unit_of_work


async def add_to_cart(
    sessions: SessionMaker, *, owner: CartOwner, wish: Wish, products: ProductsClient, clock: Clock
) -> Cart:
    """So many units more than there are; two tabs that add at once both count.

    Takes the factory: no connection is held while products is asked.

    Raises:
        ProductNotFound: it is not for sale.
        ProductsUnavailable, ProductsTimedOut: nobody knows whether it is.
        CartFull: no room for a new line.
    """
    line = new_line(wish, shelf=await products.look_up([wish.product_id]))
    async with unit_of_work(sessions) as session:
        await carts.add(session, owner=owner, line=line, at=clock.now())
    return await show_cart(sessions, owner=owner, products=products)
