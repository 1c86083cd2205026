from backend_services.products.adapters.catalog import Card, find_product
from backend_services.products.domain.catalog import Visibility
from backend_services.products.domain.product import ProductNotFound
from backend_services.shared.db.session import ReadSession


async def show_product(session: ReadSession, *, product_id: int, visibility: Visibility) -> Card:
    """One product as the API shows it.

    Raises:
        ProductNotFound: there is none, or none that may be seen.
    """
    card = await find_product(session, product_id=product_id, visibility=visibility)
    if card is None:
        raise ProductNotFound
    return card
