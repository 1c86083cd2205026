from backend_services.contracts.products import ProductUpdatedV1
from backend_services.products.adapters.books import count_stock, take_product
from backend_services.products.adapters.offers import read_offers
from backend_services.products.adapters.product_rows import update_product
from backend_services.products.domain.product import ProductChanges, ProductNotFound
from backend_services.products.use_cases.announce_products import announce_products
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.ids import NewId


async def change_product(
    session: WriteSession,
    *,
    product_id: int,
    changes: ProductChanges,
    stock_quantity: int | None,
    clock: Clock,
    new_id: NewId,
) -> None:
    """Edit what staff may edit; None leaves the stock as it is.

    Raises:
        ProductNotFound: there is no such product.
        SkuTaken: another product has that SKU.
        CompareAtPriceTooLow: the struck-through price is not higher than the price.
    """
    if stock_quantity is None:
        is_known = await take_product(session, product_id=product_id)
    else:
        is_known = await count_stock(session, product_id=product_id, stock_quantity=stock_quantity)
    if not is_known:
        raise ProductNotFound
    await update_product(session, product_id=product_id, changes=changes, at=clock.now())
    offers = await read_offers(session, product_ids=[product_id])
    await announce_products(
        session, fact=ProductUpdatedV1, offers=offers.values(), clock=clock, new_id=new_id
    )
