from collections.abc import Sequence

from backend_services.products.adapters.catalog import Json, find_products
from backend_services.products.domain.catalog import Visibility
from backend_services.shared.db.session import ReadSession


async def show_products(
    session: ReadSession, *, product_ids: Sequence[int], visibility: Visibility
) -> Json:
    """Those of the products that may be seen, in the order asked for."""
    return await find_products(session, product_ids=product_ids, visibility=visibility)
