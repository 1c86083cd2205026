from collections.abc import Sequence

from backend_services.contracts.products import ProductCreatedV1
from backend_services.products.adapters.audit_log import LOG
from backend_services.products.adapters.books import open_books
from backend_services.products.adapters.offers import read_offers
from backend_services.products.adapters.prices import note_prices
from backend_services.products.adapters.product_rows import insert_products
from backend_services.products.domain.movement import Cause, Note
from backend_services.products.domain.price import PriceSet
from backend_services.products.domain.product import NewProduct
from backend_services.products.use_cases.announce_products import announce_products
from backend_services.shared.audit.actor import Actor
from backend_services.shared.audit.log import Act
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.ids import NewId


async def create_products(
    session: WriteSession,
    *,
    products: Sequence[NewProduct],
    by: Actor,
    clock: Clock,
    new_id: NewId,
) -> dict[str, int]:
    """Put products on the shelf, in as many statements as one takes; answer their ids by SKU.

    Raises:
        SkuTaken: another product has one of the SKUs.
        CompareAtPriceTooLow: a struck-through price is not higher than the price.
    """
    if not products:
        return {}
    now = clock.now()
    ids = await insert_products(session, products=products, new_id=new_id, at=now)
    note = Note(cause=Cause.OPENING, at=now, actor_user_id=by.user_id)
    on_hand = {ids[product.sku]: product.stock_quantity for product in products}
    await open_books(session, on_hand=on_hand, note=note)
    lines = [
        PriceSet(
            product_id=ids[product.sku],
            version=1,
            price=product.price,
            compare_at_price=product.compare_at_price,
        )
        for product in products
    ]
    await note_prices(session, lines=lines, by=by, at=now)
    offers = await read_offers(session, product_ids=ids.values())
    await announce_products(
        session, fact=ProductCreatedV1, offers=offers.values(), clock=clock, new_id=new_id
    )
    acts = [_act(product, product_id=ids[product.sku]) for product in products]
    await LOG.record_all(session, acts=acts, actor=by, at=now)
    return ids


def _act(product: NewProduct, *, product_id: int) -> Act:
    return Act(
        action="product.created",
        subject=f"product:{product_id}",
        changes={
            "sku": [None, product.sku],
            "name": [None, product.name],
            "price_minor": [None, product.price.minor],
            "stock_quantity": [None, product.stock_quantity],
        },
    )
