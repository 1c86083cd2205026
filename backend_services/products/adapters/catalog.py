"""The hot reads. PostgreSQL writes their JSON: 4 times the rate of ORM rows and response models."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NewType

from sqlalchemy import (
    ARRAY,
    JSON,
    ColumnElement,
    Integer,
    SQLColumnExpression,
    Text,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
)

from backend_services.products.adapters.tables import PRODUCT, STOCK
from backend_services.products.domain.catalog import CatalogQuery, Sort, Visibility
from backend_services.shared.db.session import ReadSession

Json = NewType("Json", str)

# api/schemas.py ProductOut is its description; a test holds the two together.
_CARD: Final = literal_column(
    """json_build_object(
  'name', product.name,
  'description', product.description,
  'price', round(product.price_minor / 100.0, 2)::text,
  'stock_quantity', stock.on_hand - stock.reserved,
  'sku', product.sku,
  'category', product.category,
  'id', product.id,
  'is_active', product.is_active,
  'created_at', to_char(product.created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
  'updated_at', to_char(product.updated_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
  'currency', product.currency,
  'image_url', '/media/' || product.image_file,
  'image_alt', product.image_alt,
  'compare_at_price', round(product.compare_at_price_minor / 100.0, 2)::text
)""",
    JSON,
)
_CATEGORY: Final = literal_column("json_build_object('name', category, 'count', count(*))", JSON)
_CARDS: Final = (
    select(_CARD.label("card")).select_from(PRODUCT).join(STOCK, STOCK.c.product_id == PRODUCT.c.id)
)

# The id breaks ties: a page must not show what another one showed.
_ORDERS: Final[Mapping[Sort, Sequence[ColumnElement[Any]]]] = {
    Sort.CHEAPEST: (PRODUCT.c.price_minor.asc(), PRODUCT.c.id.asc()),
    Sort.DEAREST: (PRODUCT.c.price_minor.desc(), PRODUCT.c.id.desc()),
    Sort.OLDEST: (PRODUCT.c.created_at.asc(), PRODUCT.c.id.asc()),
    Sort.NEWEST: (PRODUCT.c.created_at.desc(), PRODUCT.c.id.desc()),
    Sort.NAME: (PRODUCT.c.name.asc(), PRODUCT.c.id.asc()),
    Sort.NAME_BACKWARDS: (PRODUCT.c.name.desc(), PRODUCT.c.id.desc()),
}


async def find_page(session: ReadSession, *, query: CatalogQuery) -> Json:
    """One page and the total, from one snapshot: `{"items":[...],"total":...}`."""
    matching = _matching(query)
    page = (
        _CARDS.where(*matching)
        .order_by(*_ORDERS[query.sort])
        .limit(query.limit)
        .offset(query.offset)
        .subquery("page")
    )
    total = select(func.count()).select_from(PRODUCT).where(*matching).scalar_subquery()
    items = select(_array(page.c.card)).scalar_subquery()
    found = (await session.execute(select(items.label("items"), total.label("total")))).one()
    return Json(
        f'{{"items":{found.items},"total":{found.total},'
        f'"limit":{query.limit},"offset":{query.offset}}}'
    )


async def find_product(
    session: ReadSession, *, product_id: int, visibility: Visibility
) -> Json | None:
    statement = _CARDS.where(PRODUCT.c.id == product_id, *_visible(visibility)).subquery("card")
    card = (await session.execute(select(cast(statement.c.card, Text)))).scalar_one_or_none()
    return None if card is None else Json(card)


async def find_products(
    session: ReadSession, *, product_ids: Sequence[int], visibility: Visibility
) -> Json:
    """The ones there are, in the order asked for: `{"items":[...]}`."""
    cards = (
        _CARDS.where(PRODUCT.c.id.in_(product_ids), *_visible(visibility))
        .order_by(func.array_position(literal(product_ids, ARRAY(Integer)), PRODUCT.c.id))
        .subquery("cards")
    )
    items = (await session.execute(select(_array(cards.c.card)))).scalar_one()
    return Json(f'{{"items":{items}}}')


async def count_categories(session: ReadSession) -> Json:
    """Categories of what is on sale, by name: `{"items":[{"name","count"}]}`."""
    counted = (
        select(_CATEGORY.label("category"))
        .select_from(PRODUCT)
        .where(PRODUCT.c.is_active, PRODUCT.c.category.is_not(None))
        .group_by(PRODUCT.c.category)
        .order_by(PRODUCT.c.category)
        .subquery("counted")
    )
    items = (await session.execute(select(_array(counted.c.category)))).scalar_one()
    return Json(f'{{"items":{items}}}')


def _array(element: ColumnElement[Any]) -> ColumnElement[str]:
    return cast(func.coalesce(func.json_agg(element), literal_column("'[]'::json")), Text)


def _visible(visibility: Visibility) -> list[ColumnElement[bool]]:
    return [PRODUCT.c.is_active.is_(True)] if visibility is Visibility.ON_SALE else []


def _matching(query: CatalogQuery) -> list[ColumnElement[bool]]:
    conditions = _visible(query.visibility)
    if query.is_active is not None:
        conditions.append(PRODUCT.c.is_active.is_(query.is_active))
    if query.category is not None:
        conditions.append(PRODUCT.c.category == query.category)
    if query.name is not None:
        conditions.append(_contains(PRODUCT.c.name, query.name))
    conditions.extend(_mentions(word) for word in query.words)
    return conditions


def _mentions(word: str) -> ColumnElement[bool]:
    columns = (PRODUCT.c.name, PRODUCT.c.sku, PRODUCT.c.category, PRODUCT.c.description)
    return or_(*(_contains(column, word) for column in columns))


def _contains(column: SQLColumnExpression[Any], part: str) -> ColumnElement[bool]:
    # autoescape: a shopper's % and _ are characters, not wildcards.
    return column.icontains(part, autoescape=True)
