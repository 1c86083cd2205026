from collections.abc import Mapping

from backend_services.orders.adapters import carts
from backend_services.orders.adapters.products_client import ProductsClient
from backend_services.orders.domain.cart import Cart, CartOwner
from backend_services.orders.use_cases.show_cart import show_cart
from backend_services.shared.db.session import SessionMaker, unit_of_work
from backend_services.shared.money import Money


async def accept_cart_prices(
    sessions: SessionMaker,
    *,
    owner: CartOwner,
    prices: Mapping[int, Money],
    products: ProductsClient,
) -> Cart:
    """The buyer has seen these prices, by product; whatever costs something else is told again.

    Takes the factory: no connection is held while products is asked.
    """
    async with unit_of_work(sessions) as session:
        minor = {product_id: price.minor for product_id, price in prices.items()}
        await carts.accept_prices(session, owner=owner, prices=minor)
    return await show_cart(sessions, owner=owner, products=products)
