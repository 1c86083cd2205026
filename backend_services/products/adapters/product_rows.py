"""Products as staff write them.

Whoever edits a product locks its stock row first (`books.py`): that row is the one lock of a
product, and its version the order of the product's events.
"""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from backend_services.products.adapters.tables import Product, Stock
from backend_services.products.domain.product import (
    CompareAtPriceTooLow,
    NewProduct,
    ProductChanges,
    SkuTaken,
)
from backend_services.shared.db.session import WriteSession
from backend_services.shared.errors import AppError

# What the database refuses, and what that means; any other refusal is a bug.
_REFUSALS: Final[dict[str, type[AppError]]] = {
    "uq_product_sku": SkuTaken,
    "ck_product_compare_at_price_higher": CompareAtPriceTooLow,
}


async def insert_product(session: WriteSession, *, product: NewProduct, at: datetime) -> int:
    """Add a product and its books; answer its id.

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
    await session.execute(
        insert(Stock).values(
            product_id=product_id, on_hand=product.stock_quantity, reserved=0, version=1
        )
    )
    return product_id


async def update_product(
    session: WriteSession, *, product_id: int, changes: ProductChanges, at: datetime
) -> None:
    """Write the changes; the caller holds the product's stock row.

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


async def deactivate_product(session: WriteSession, *, product_id: int, at: datetime) -> bool:
    """Take the product out of the shop; False when it was out already."""
    statement = (
        update(Product)
        .where(col(Product.id) == product_id, col(Product.is_active))
        .values(is_active=False, version=col(Product.version) + 1, updated_at=at)
        .returning(col(Product.id))
    )
    return (await session.execute(statement)).first() is not None


async def touch_product(session: WriteSession, *, product_id: int, at: datetime) -> None:
    """Note that staff changed something about the product that is not on its row."""
    await session.execute(
        update(Product).where(col(Product.id) == product_id).values(updated_at=at)
    )


@contextmanager
def _refusals_named() -> Generator[None]:
    try:
        yield
    except IntegrityError as error:
        constraint = getattr(getattr(error.orig, "__cause__", None), "constraint_name", "")
        if constraint not in _REFUSALS:
            raise
        raise _REFUSALS[constraint] from error
