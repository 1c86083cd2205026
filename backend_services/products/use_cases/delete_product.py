from backend_services.contracts.products import ProductDeletedV1
from backend_services.products.adapters.books import take_product
from backend_services.products.adapters.offers import read_offers
from backend_services.products.adapters.product_rows import deactivate_product
from backend_services.products.domain.product import ProductNotFound
from backend_services.products.use_cases.announce_products import announce_products
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.ids import NewId


async def delete_product(
    session: WriteSession, *, product_id: int, clock: Clock, new_id: NewId
) -> None:
    """Take it out of the shop; the row stays for orders that name it, and can be put back.

    Raises:
        ProductNotFound: there is no such product.
    """
    if not await take_product(session, product_id=product_id):
        raise ProductNotFound
    if not await deactivate_product(session, product_id=product_id, at=clock.now()):
        return  # out of the shop already: nothing to tell
    offers = await read_offers(session, product_ids=[product_id])
    await announce_products(
        session, fact=ProductDeletedV1, offers=offers.values(), clock=clock, new_id=new_id
    )
