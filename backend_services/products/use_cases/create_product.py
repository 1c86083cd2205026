from backend_services.contracts.products import ProductCreatedV1
from backend_services.products.adapters.offers import read_offers
from backend_services.products.adapters.product_rows import insert_product
from backend_services.products.domain.product import NewProduct
from backend_services.products.use_cases.announce_products import announce_products
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.ids import NewId


async def create_product(
    session: WriteSession, *, product: NewProduct, clock: Clock, new_id: NewId
) -> int:
    """Put a product on the shelf; answer its id.

    Raises:
        SkuTaken: another product has that SKU.
        CompareAtPriceTooLow: the struck-through price is not higher than the price.
    """
    product_id = await insert_product(session, product=product, at=clock.now())
    offers = await read_offers(session, product_ids=[product_id])
    await announce_products(
        session, fact=ProductCreatedV1, offers=offers.values(), clock=clock, new_id=new_id
    )
    return product_id
