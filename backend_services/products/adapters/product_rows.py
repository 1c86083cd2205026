"""Products as staff write them.

Whoever edits a product locks its stock row first (`books.py`): that row is the one lock of a
product, and its version the order of the product's events.
"""

from collections.abc import Collection, Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Row, Text, any_, bindparam, cast, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from backend_services.products.adapters.tables import PRODUCT, STOCK, Product
from backend_services.products.domain.books import Books
from backend_services.products.domain.import_plan import Known
from backend_services.products.domain.picture import ProductPicture
from backend_services.products.domain.product import (
    CompareAtPriceTooLow,
    NewProduct,
    ProductState,
    SkuTaken,
)
from backend_services.shared.db.session import ReadSession, WriteSession
from backend_services.shared.errors import AppError
from backend_services.shared.ids import NewId
from backend_services.shared.money import Currency, Money

# What the database refuses, and what that means; any other refusal is a bug.
_REFUSALS: Final[dict[str, type[AppError]]] = {
    "uq_product_sku": SkuTaken,
    "ck_product_compare_at_price_higher": CompareAtPriceTooLow,
}

_WRITTEN: Final = (
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
)
_KNOWN: Final = select(
    PRODUCT.c.id,
    *_WRITTEN,
    STOCK.c.on_hand,
    STOCK.c.reserved,
    STOCK.c.version.label("books_version"),
).join(STOCK, STOCK.c.product_id == PRODUCT.c.id)
_AT_ONCE: Final = 500
_EDITED: Final = (
    "sku",
    "name",
    "description",
    "category",
    "price_minor",
    "compare_at_price_minor",
    "is_active",
    "version",
    "updated_at",
)


async def insert_products(
    session: WriteSession, *, products: Sequence[NewProduct], new_id: NewId, at: datetime
) -> dict[str, int]:
    """Add products, each with its picture if it has one; answer their ids by SKU.

    The caller opens their books.

    Raises:
        SkuTaken: another product has one of the SKUs.
        CompareAtPriceTooLow: a struck-through price is not higher than the price.
    """
    rows = [
        {
            "sku": product.sku,
            "name": product.name,
            "description": product.description,
            "category": product.category,
            "price_minor": product.price.minor,
            "compare_at_price_minor": product.compare_at_price and product.compare_at_price.minor,
            "currency": product.price.currency.value,
            "image_file": product.image_file,
            "image_alt": product.image_alt,
            "pictures": _first_picture(product, picture_id=new_id()),
            "is_active": product.is_active,
            "version": 1,
            "created_at": at,
            "updated_at": at,
        }
        for product in products
    ]
    statement = insert(PRODUCT).returning(PRODUCT.c.sku, PRODUCT.c.id)
    with _refusals_named():
        return {row.sku: row.id for row in await session.execute(statement, rows)}


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
    statement = select(*_WRITTEN).where(PRODUCT.c.id == product_id)
    return _state((await session.execute(statement)).one())


async def find_products(session: ReadSession, *, skus: Collection[str]) -> dict[str, Known]:
    """Those of these SKUs that there are; piece by piece, for others want to be served as well."""
    found: dict[str, Known] = {}
    rest = iter(skus)
    while piece := [*islice(rest, _AT_ONCE)]:
        statement = _KNOWN.where(PRODUCT.c.sku == any_(cast(piece, ARRAY(Text))))
        found |= {row.sku: _known(row) for row in await session.execute(statement)}
    return found


async def read_products_after(
    session: ReadSession, *, product_id: int, limit: int
) -> Sequence[Known]:
    """So many with a higher id, in their order."""
    statement = _KNOWN.where(PRODUCT.c.id > product_id).order_by(PRODUCT.c.id).limit(limit)
    return [_known(row) for row in await session.execute(statement)]


def _known(row: Row[*tuple[Any, ...]]) -> Known:
    return Known(row.id, _state(row), Books(row.on_hand, row.reserved, row.books_version))


def _state(row: Row[*tuple[Any, ...]]) -> ProductState:
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


async def update_products(
    session: WriteSession, *, products: Mapping[int, ProductState], at: datetime
) -> None:
    """Write products as they are to be, by id; the caller holds their stock rows.

    Raises:
        SkuTaken: another product has one of the SKUs.
        CompareAtPriceTooLow: a struck-through price is not higher than the price.
    """
    statement = (
        update(PRODUCT)
        .where(PRODUCT.c.id == bindparam("of_product"))
        .values({name: bindparam(name) for name in _EDITED})
    )
    rows = [
        {
            "of_product": product_id,
            "sku": product.sku,
            "name": product.name,
            "description": product.description,
            "category": product.category,
            "price_minor": product.price.minor,
            "compare_at_price_minor": product.compare_at_price and product.compare_at_price.minor,
            "is_active": product.is_active,
            "version": product.version,
            "updated_at": at,
        }
        for product_id, product in products.items()
    ]
    with _refusals_named():
        await session.execute(statement, rows)


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
