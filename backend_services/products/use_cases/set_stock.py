from backend_services.contracts.products import ProductStockChangedV1
from backend_services.products.adapters.books import count_stock
from backend_services.products.adapters.offers import read_offers
from backend_services.products.adapters.product_rows import touch_product
from backend_services.products.domain.product import ProductNotFound
from backend_services.products.use_cases.announce_products import announce_products
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.ids import NewId


async def set_stock(
    session: WriteSession, *, product_id: int, stock_quantity: int, clock: Clock, new_id: NewId
) -> None:
    """Say how many units can be bought; what is reserved stays reserved.

    Raises:
        ProductNotFound: there is no such product.
    """
    if not await count_stock(session, product_id=product_id, stock_quantity=stock_quantity):
        raise ProductNotFound
    await touch_product(session, product_id=product_id, at=clock.now())
    offers = await read_offers(session, product_ids=[product_id])
    await announce_products(
        session, fact=ProductStockChangedV1, offers=offers.values(), clock=clock, new_id=new_id
    )
