from collections.abc import Collection

from sqlalchemy import select
from sqlmodel import col

from backend_services.products.adapters.tables import Product, Stock
from backend_services.products.domain.offer import Offer
from backend_services.shared.db.session import ReadSession
from backend_services.shared.money import Currency, Money

_OFFERS = select(
    col(Product.id),
    col(Product.sku),
    col(Product.name),
    col(Product.price_minor),
    col(Product.currency),
    col(Product.image_file),
    col(Product.is_active),
    (col(Stock.on_hand) - col(Stock.reserved)).label("available"),
    col(Stock.version),
).join(Stock, col(Stock.product_id) == col(Product.id))


async def read_offers(session: ReadSession, *, product_ids: Collection[int]) -> dict[int, Offer]:
    """The known ones of these products, by id.

    Whoever holds a product's stock row reads what stays true until the commit: every edit of a
    product takes that row first.
    """
    statement = _OFFERS.where(col(Product.id).in_(product_ids)).order_by(col(Product.id))
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
