from collections.abc import Mapping, Sequence

from sqlmodel import col, select

from backend_services.products.adapters.tables import Product
from backend_services.products.demo.catalogue import DemoProduct
from backend_services.products.domain.product import NewProduct
from backend_services.products.use_cases.create_product import create_product
from backend_services.shared.clock import Clock, FixedClock
from backend_services.shared.db.session import ReadSession, WriteSession
from backend_services.shared.ids import NewId


async def stock_the_shop(
    session: WriteSession,
    *,
    products: Sequence[DemoProduct],
    pictures: Mapping[str, str],
    clock: Clock,
    new_id: NewId,
) -> int:
    """Create the products the shop does not know by SKU, as if listed in the past.

    Answers how many were created; the others are left as they are, whatever staff made of them.
    """
    known = await _known_skus(session)
    missing = [product for product in products if product.sku not in known]
    for product in missing:
        await create_product(
            session,
            product=_as_new(product, image_file=pictures[product.sku]),
            clock=FixedClock(clock.now() - product.age),
            new_id=new_id,
        )
    return len(missing)


async def _known_skus(session: ReadSession) -> frozenset[str]:
    return frozenset((await session.scalars(select(col(Product.sku)))).all())


def _as_new(product: DemoProduct, *, image_file: str) -> NewProduct:
    return NewProduct(
        sku=product.sku,
        name=product.name,
        description=product.description,
        category=product.category,
        price=product.price,
        compare_at_price=product.compare_at_price,
        stock_quantity=product.stock,
        image_file=image_file,
        image_alt=product.alt,
    )
