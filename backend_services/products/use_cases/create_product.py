from backend_services.contracts.products import ProductCreatedV1
from backend_services.products.adapters.audit_log import LOG
from backend_services.products.adapters.books import open_books
from backend_services.products.adapters.offers import read_offers
from backend_services.products.adapters.prices import note_price
from backend_services.products.adapters.product_rows import insert_product
from backend_services.products.domain.movement import Cause, Note
from backend_services.products.domain.price import PriceSet
from backend_services.products.domain.product import NewProduct
from backend_services.products.use_cases.announce_products import announce_products
from backend_services.shared.audit.actor import COMMAND, Actor
from backend_services.shared.audit.log import Act
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
    now = clock.now()
    product_id = await insert_product(session, product=product, picture_id=new_id(), at=now)
    note = Note(cause=Cause.OPENING, at=now, actor_user_id=by.user_id)
    await open_books(session, product_id=product_id, on_hand=product.stock_quantity, note=note)
    line = PriceSet(
        product_id=product_id,
        version=1,
        price=product.price,
        compare_at_price=product.compare_at_price,
    )
    await note_price(session, line=line, by=by, at=now)
    offers = await read_offers(session, product_ids=[product_id])
    await announce_products(
        session, fact=ProductCreatedV1, offers=offers.values(), clock=clock, new_id=new_id
    )
    act = Act(
        action="product.created",
        subject=f"product:{product_id}",
        changes={
            "sku": [None, product.sku],
            "name": [None, product.name],
            "price_minor": [None, product.price.minor],
            "stock_quantity": [None, product.stock_quantity],
        },
    )
    await LOG.record(session, act, actor=by, at=now)
    return product_id
