from backend_services.products.domain.product import NewProduct
from backend_services.products.use_cases.create_products import create_products
from backend_services.shared.audit.actor import COMMAND, Actor
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.ids import NewId


async def create_product(
    session: WriteSession,
    *,
    product: NewProduct,
    by: Actor = COMMAND,
    clock: Clock,
    new_id: NewId,
) -> int:
    """Put a product on the shelf; answer its id.

    Raises:
        SkuTaken: another product has that SKU.
        CompareAtPriceTooLow: the struck-through price is not higher than the price.
    """
    ids = await create_products(session, products=[product], by=by, clock=clock, new_id=new_id)
    return ids[product.sku]
