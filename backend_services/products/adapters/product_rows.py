"""Products as staff write them.

Whoever edits a product locks its stock row first (`books.py`): that row is the one lock of a
product, and its version the order of the product's events.
"""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from backend_services.products.adapters.tables import PRODUCT, Product
from backend_services.products.domain.picture import ProductPicture
from backend_services.products.domain.product import (
    CompareAtPriceTooLow,
    NewProduct,
    ProductState,
    SkuTaken,
)
from backend_services.shared.db.session import ReadSession, WriteSession
from backend_services.shared.errors import AppError
from backend_services.shared.money import Currency, Money

# What the database refuses, and what that means; any other refusal is a bug.
_REFUSALS: Final[dict[str, type[AppError]]] = {
    "uq_product_sku": SkuTaken,
    "ck_product_compare_at_price_higher": CompareAtPriceTooLow,
}


async def insert_product(
    session: WriteSession, *, product: NewProduct, picture_id: UUID, at: datetime
) -> int:
    """Add a product, with its picture if it has one; answer its id. The caller opens its books.

    Raises:
        SkuTaken: another product has that SKU.
        CompareAtPriceTooLow: the struck-through price is not higher than the price.
    """
    compare_at = product.compare_at_price
    row = (
        insert(Product)
        .values(
            sku=product.sku,
            name=product.name,
            description=product.description,
            category=product.category,
            price_minor=product.price.minor,
            compare_at_price_minor=None if compare_at is None else compare_at.minor,
            currency=product.price.currency.value,
            image_file=product.image_file,
            image_alt=product.image_alt,
            pictures=_first_picture(product, picture_id=picture_id),
            is_active=product.is_active,
            version=1,
            created_at=at,
            updated_at=at,
        )
        .returning(col(Product.id))
    )
    with _refusals_named():
        product_id = (await session.execute(row)).scalar_one()
    assert product_id is not None  # it was inserted
    return product_id


def _first_picture(product: NewProduct, *, picture_id: UUID) -> list[dict[str, Any]]:
    if product.image_file is None:
        return []
    picture = ProductPicture(
        id=picture_id,
        alt=product.image_alt or product.name,
        width=None,
        height=None,
        url=f"/media/{product.image_file}",
        variants=(),
    )
    return [picture.to_row()]


async def read_product(session: ReadSession, *, product_id: int) -> ProductState:
    """A product that is known to be there, as staff wrote it."""
    statement = select(
        PRODUCT.c.sku,
        PRODUCT.c.name,
        PRODUCT.c.description,
        PRODUCT.c.category,
        PRODUCT.c.price_minor,
        PRODUCT.c.compare_at_price_minor,
        PRODUCT.c.currency,
        PRODUCT.c.is_active,
        PRODUCT.c.version,
        PRODUCT.c.pictures,
    ).where(PRODUCT.c.id == product_id)
    row = (await session.execute(statement)).one()
    compare_at = row.compare_at_price_minor
    currency = Currency(row.currency)
    return ProductState(
        sku=row.sku,
        name=row.name,
        description=row.description,
        category=row.category,
        price=Money(row.price_minor, currency),
        compare_at_price=None if compare_at is None else Money(compare_at, currency),
        is_active=row.is_active,
        version=row.version,
        pictures=[ProductPicture.of_row(one) for one in row.pictures],
    )


async def update_product(
    session: WriteSession, *, product_id: int, changes: Mapping[str, Any], at: datetime
) -> None:
    """Write the changes, if any, and that there was an edit; the caller holds the stock row.

    Raises:
        SkuTaken: another product has that SKU.
        CompareAtPriceTooLow: the struck-through price is not higher than the price.
    """
    statement = (
        update(Product)
        .where(col(Product.id) == product_id)
        .values(**changes, version=col(Product.version) + 1, updated_at=at)
    )
    with _refusals_named():
        await session.execute(statement)


@contextmanager
def _refusals_named() -> Generator[None]:
    try:
        yield
    except IntegrityError as error:
        constraint = getattr(getattr(error.orig, "__cause__", None), "constraint_name", "")
        if constraint not in _REFUSALS:
            raise
        raise _REFUSALS[constraint] from error
