from collections.abc import Collection

from sqlalchemy import select

from backend_services.products.adapters.tables import PRODUCT, STOCK
from backend_services.products.domain.offer import Offer
from backend_services.shared.db.session import ReadSession
from backend_services.shared.money import Currency, Money

_OFFERS = select(
    PRODUCT.c.id,
    PRODUCT.c.sku,
    PRODUCT.c.name,
    PRODUCT.c.price_minor,
    PRODUCT.c.currency,
    PRODUCT.c.image_file,
    PRODUCT.c.is_active,
    (STOCK.c.on_hand - STOCK.c.reserved).label("available"),
    STOCK.c.version,
).join(STOCK, STOCK.c.product_id == PRODUCT.c.id)


async def read_offers(session: ReadSession, *, product_ids: Collection[int]) -> dict[int, Offer]:
    """The known ones of these products, by id.

    Whoever holds a product's stock row reads what stays true until the commit: every edit of a
    product takes that row first.
    """
    statement = _OFFERS.where(PRODUCT.c.id.in_(product_ids)).order_by(PRODUCT.c.id)
    return {
        row.id: Offer(
            product_id=row.id,
            sku=row.sku,
            name=row.name,
            price=Money(row.price_minor, Currency(row.currency)),
            image_file=row.image_file,
            is_active=row.is_active,
            available=row.available,
            sequence=row.version,
        )
        for row in await session.execute(statement)
    }
