from collections.abc import Sequence

from backend_services.contracts.products import ProductUpdatedV1
from backend_services.products.adapters.audit_log import LOG
from backend_services.products.adapters.books import Turn, write_books
from backend_services.products.adapters.offers import read_offers
from backend_services.products.adapters.prices import note_prices
from backend_services.products.adapters.product_rows import update_products
from backend_services.products.domain.edit import ProductChange
from backend_services.products.domain.movement import Cause, Note
from backend_services.products.domain.price import PriceSet
from backend_services.products.use_cases.announce_products import announce_products
from backend_services.shared.audit.actor import Actor
from backend_services.shared.audit.log import Act
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.ids import NewId


async def change_products(
    session: WriteSession,
    *,
    changes: Sequence[ProductChange],
    by: Actor,
    clock: Clock,
    new_id: NewId,
) -> None:
    """Write what is to be different, in as many statements as one product takes.

    The caller holds the stock rows. A product about which nothing is different keeps its version,
    and nobody is told of it.

    Raises:
        SkuTaken: another product has one of the SKUs.
        CompareAtPriceTooLow: a struck-through price is not higher than the price.
    """
    new = {one.product_id: one.product.with_changes(one.changes) for one in changes}
    changes = [one for one in changes if one.differences]
    if not changes:
        return
    now = clock.now()
    products = {one.product_id: new[one.product_id] for one in changes}
    await update_products(session, products=products, at=now)
    lines = [
        PriceSet(
            product_id=product_id,
            version=product.version,
            price=product.price,
            compare_at_price=product.compare_at_price,
        )
        for product_id, product in products.items()
    ]
    repriced = {one.product_id for one in changes if one.changes_price}
    priced = [line for line in lines if line.product_id in repriced]
    await note_prices(session, lines=priced, by=by, at=now)
    turns = [Turn(one.product_id, one.books, one.counted) for one in changes]
    note = Note(cause=Cause.SET, at=now, actor_user_id=by.user_id)
    await write_books(session, turns=turns, note=note)
    offers = await read_offers(session, product_ids=products)
    await announce_products(
        session, fact=ProductUpdatedV1, offers=offers.values(), clock=clock, new_id=new_id
    )
    acts = [
        Act(action="product.updated", subject=f"product:{one.product_id}", changes=one.differences)
        for one in changes
    ]
    await LOG.record_all(session, acts=acts, actor=by, at=now)
