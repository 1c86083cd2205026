from typing import Any

from backend_services.products.adapters.catalog import find_product
from backend_services.products.adapters.prices import find_prices
from backend_services.products.domain.catalog import Visibility
from backend_services.products.domain.product import ProductNotFound
from backend_services.shared.db.session import ReadSession


async def show_prices(
    session: ReadSession, *, product_id: int, limit: int, offset: int
) -> list[dict[str, Any]]:
    """Each price that the product ever had, newest first.

    Raises:
        ProductNotFound: there is no such product.
    """
    if await find_product(session, product_id=product_id, visibility=Visibility.ALL) is None:
        raise ProductNotFound
    return await find_prices(session, product_id=product_id, limit=limit, offset=offset)
