from backend_services.products.adapters.catalog import find_product
from backend_services.products.adapters.ledger import find_movements
from backend_services.products.domain.catalog import Visibility
from backend_services.products.domain.movement import Movement
from backend_services.products.domain.product import ProductNotFound
from backend_services.shared.db.session import ReadSession


async def show_movements(
    session: ReadSession, *, product_id: int, before: int | None, limit: int
) -> list[Movement]:
    """The ledger of a product, newest first.

    Raises:
        ProductNotFound: there is no such product.
    """
    if await find_product(session, product_id=product_id, visibility=Visibility.ALL) is None:
        raise ProductNotFound
    return await find_movements(session, product_id=product_id, before=before, limit=limit)
