from backend_services.orders.adapters import carts
from backend_services.orders.adapters.products_client import ProductsClient
from backend_services.orders.domain.cart import Cart, CartOwner
from backend_services.orders.domain.cart_review import review
from backend_services.orders.domain.refusals import ProductsTimedOut, ProductsUnavailable
from backend_services.shared.db.session import SessionMaker, reading


async def show_cart(sessions: SessionMaker, *, owner: CartOwner, products: ProductsClient) -> Cart:
    """The cart against today's shelf; as it was last known when products cannot be asked.

    Takes the factory: no connection is held while products is asked.
    """
    async with reading(sessions) as session:
        lines, updated_at = await carts.contents_of(session, owner)
    try:
        shelf = await products.look_up([line.product_id for line in lines])
    except (ProductsUnavailable, ProductsTimedOut):
        return review(lines, shelf=None, updated_at=updated_at)
    return review(lines, shelf=shelf, updated_at=updated_at)
