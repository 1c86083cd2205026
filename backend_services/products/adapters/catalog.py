"""The hot reads. PostgreSQL writes their JSON: 4 times the rate of ORM rows and response models."""

import json
from collections.abc import Sequence
from typing import Any, Final, NamedTuple, NewType

from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    ColumnElement,
    DateTime,
    Integer,
    Numeric,
    Select,
    Text,
    and_,
    cast,
    func,
    literal,
    literal_column,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.types import TypeEngine

from backend_services.products.adapters.search import (
    contains,
    find_matching_words,
    score,
    visible,
)
from backend_services.products.adapters.tables import PRODUCT, STOCK
from backend_services.products.domain.catalog import (
    CatalogFilter,
    CatalogQuery,
    Cursor,
    Sort,
    Visibility,
)
from backend_services.shared.db.session import ReadSession

Json = NewType("Json", str)


class Card(NamedTuple):
    json: Json
    tag: str  # the product's version, and so its ETag


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
  'compare_at_price', round(product.compare_at_price_minor / 100.0, 2)::text,
  'pictures', product.pictures,
  'version', product.version || '.' || stock.version
)""",
    JSON,
)
_TAG: Final = literal_column("product.version || '.' || stock.version", Text)
_SUGGESTION: Final = literal_column(
    """json_build_object(
  'id', product.id,
  'name', product.name,
  'sku', product.sku,
  'category', product.category,
  'price', round(product.price_minor / 100.0, 2)::text,
  'currency', product.currency,
  'image_url', '/media/' || product.image_file,
  'image_alt', product.image_alt
)""",
    JSON,
)
_CATEGORY: Final = literal_column(
    """json_build_object(
  'name', category,
  'count', count(*),
  'in_stock', count(*) filter (where stock.on_hand > stock.reserved)
)""",
    JSON,
)
_PRICE_RANGE: Final = literal_column(
    """case when count(*) > 0 then json_build_object(
  'min', round(min(price_minor) / 100.0, 2)::text,
  'max', round(max(price_minor) / 100.0, 2)::text
) end""",
    JSON,
)
_SHELF: Final = PRODUCT.join(STOCK, STOCK.c.product_id == PRODUCT.c.id)
_CARDS: Final = select(_CARD.label("card")).select_from(_SHELF)
_AVAILABLE: Final = STOCK.c.on_hand > STOCK.c.reserved
_MOMENT: Final = DateTime(timezone=True)


class Order(NamedTuple):
    """What a list is sorted by; the id breaks ties: no page shows what another one showed."""

    key: ColumnElement[Any]
    kind: TypeEngine[Any]
    is_descending: bool

    @property
    def columns(self) -> tuple[ColumnElement[Any], ...]:
        both = (self.key, PRODUCT.c.id)
        return tuple(one.desc() for one in both) if self.is_descending else both

    @property
    def written(self) -> ColumnElement[str]:
        """The key as a cursor carries it."""
        if isinstance(self.kind, DateTime):
            utc = func.timezone("utc", self.key)
            return func.to_char(utc, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
        return cast(self.key, Text)

    def after(self, cursor: Cursor) -> ColumnElement[bool]:
        place = tuple_(self.key, PRODUCT.c.id)
        there = tuple_(literal(cursor.key, self.kind), literal(cursor.product_id, Integer))
        return place < there if self.is_descending else place > there


def _order(query: CatalogQuery) -> Order:
    match query.sort:
        case Sort.CHEAPEST | Sort.DEAREST as sort:
            return Order(PRODUCT.c.price_minor, BigInteger(), sort is Sort.DEAREST)
        case Sort.OLDEST | Sort.NEWEST as sort:
            return Order(PRODUCT.c.created_at, _MOMENT, sort is Sort.NEWEST)
        case Sort.NAME | Sort.NAME_BACKWARDS as sort:
            return Order(PRODUCT.c.name, Text(), sort is Sort.NAME_BACKWARDS)
        case Sort.RELEVANCE:
            return Order(score(query.matching), Numeric(), is_descending=True)


async def find_page(session: ReadSession, *, query: CatalogQuery) -> Json:
    """One page and the total, from one snapshot: `{"items":[...],"total":...}`."""
    matching = [
        *_conditions(query.matching),
        await find_matching_words(session, matching=query.matching),
    ]
    order = _order(query)
    place = func.row_number().over(order_by=order.columns).label("place")
    # One more than is shown tells whether there is a next page.
    page = (
        select(_CARD.label("card"), order.written.label("key"), PRODUCT.c.id, place)
        .select_from(_SHELF)
        .where(*matching, *([order.after(query.after)] if query.after else []))
        .order_by(*order.columns)
        .limit(query.limit + 1)
        .offset(query.offset)
        .subquery("page")
    )
    last = query.offset + query.limit
    cards = func.json_agg(aggregate_order_by(page.c.card, page.c.place)).filter(
        page.c.place <= last
    )
    total = select(func.count()).select_from(_SHELF).where(*matching).scalar_subquery()
    statement = select(
        cast(func.coalesce(cards, literal_column("'[]'::json")), Text).label("items"),
        total.label("total"),
        func.max(page.c.key).filter(page.c.place == last).label("key"),
        func.max(page.c.id).filter(page.c.place == last).label("id"),
        func.count().label("rows"),
    ).select_from(page)
    found = (await session.execute(statement)).one()
    has_more = found.rows > query.limit
    cursor = (
        Cursor.encode(sort=query.sort, key=found.key, product_id=found.id) if has_more else None
    )
    return Json(
        f'{{"items":{found.items},"total":{found.total},"limit":{query.limit},'
        f'"offset":{query.offset},"next_cursor":{json.dumps(cursor)}}}'
    )


async def find_product(
    session: ReadSession, *, product_id: int, visibility: Visibility
) -> Card | None:
    statement = (
        select(cast(_CARD, Text).label("card"), _TAG.label("tag"))
        .select_from(_SHELF)
        .where(PRODUCT.c.id == product_id, visible(visibility))
    )
    found = (await session.execute(statement)).one_or_none()
    return None if found is None else Card(Json(found.card), found.tag)


async def find_products(
    session: ReadSession, *, product_ids: Sequence[int], visibility: Visibility
) -> Json:
    """The ones there are, in the order asked for: `{"items":[...]}`."""
    cards = (
        _CARDS.where(PRODUCT.c.id.in_(product_ids), visible(visibility))
        .order_by(func.array_position(literal(product_ids, ARRAY(Integer)), PRODUCT.c.id))
        .subquery("cards")
    )
    items = (await session.execute(select(_array(cards.c.card)))).scalar_one()
    return Json(f'{{"items":{items}}}')


async def find_suggestions(session: ReadSession, *, matching: CatalogFilter, limit: int) -> Json:
    """The best matches, for the list below a search field: `{"items":[...]}`."""
    order = Order(score(matching), Numeric(), is_descending=True)
    best = (
        select(_SUGGESTION.label("card"))
        .select_from(PRODUCT)
        .where(visible(matching.visibility), await find_matching_words(session, matching=matching))
        .order_by(*order.columns)
        .limit(limit)
        .subquery("best")
    )
    items = (await session.execute(select(_array(best.c.card)))).scalar_one()
    return Json(f'{{"items":{items}}}')


async def count_categories(session: ReadSession) -> Json:
    """Categories of what is on sale, by name: `{"items":[{"name","count","in_stock"}]}`."""
    counted = _categories(PRODUCT.c.is_active).order_by(PRODUCT.c.category).subquery("counted")
    items = (await session.execute(select(_array(counted.c.category)))).scalar_one()
    return Json(f'{{"items":{items}}}')


async def count_facets(session: ReadSession, *, matching: CatalogFilter) -> Json:
    """What each filter would leave; each facet ignores its own filter, and keeps the others."""
    words = await find_matching_words(session, matching=matching)
    categories = (
        _categories(words, *_conditions(matching, but="categories"))
        .order_by(func.count().desc(), PRODUCT.c.category)
        .subquery("categories")
    )
    shelf = select(func.count()).select_from(_SHELF)
    prices = select(cast(_PRICE_RANGE, Text)).select_from(_SHELF)
    statement = select(
        select(_array(categories.c.category)).scalar_subquery().label("categories"),
        prices.where(words, *_conditions(matching, but="price")).scalar_subquery().label("price"),
        shelf.where(words, _AVAILABLE, *_conditions(matching, but="in_stock"))
        .scalar_subquery()
        .label("in_stock"),
        shelf.where(words, *_conditions(matching)).scalar_subquery().label("total"),
    )
    found = (await session.execute(statement)).one()
    return Json(
        f'{{"categories":{found.categories},"price":{found.price or "null"},'
        f'"in_stock":{{"count":{found.in_stock}}},"total":{found.total}}}'
    )


def _categories(*conditions: ColumnElement[bool]) -> Select[Any]:
    return (
        select(_CATEGORY.label("category"))
        .select_from(_SHELF)
        .where(and_(*conditions), PRODUCT.c.category.is_not(None))
        .group_by(PRODUCT.c.category)
    )


def _array(element: ColumnElement[Any]) -> ColumnElement[str]:
    return cast(func.coalesce(func.json_agg(element), literal_column("'[]'::json")), Text)


def _conditions(matching: CatalogFilter, *, but: str = "") -> list[ColumnElement[bool]]:
    """All filters save the search itself, and save the one named."""
    conditions = [visible(matching.visibility)]
    if matching.is_active is not None:
        conditions.append(PRODUCT.c.is_active.is_(matching.is_active))
    if matching.name is not None:
        conditions.append(contains(func.lower(PRODUCT.c.name), matching.name))
    if matching.categories and but != "categories":
        conditions.append(PRODUCT.c.category.in_(matching.categories))
    if matching.min_price_minor is not None and but != "price":
        conditions.append(PRODUCT.c.price_minor >= matching.min_price_minor)
    if matching.max_price_minor is not None and but != "price":
        conditions.append(PRODUCT.c.price_minor <= matching.max_price_minor)
    if matching.in_stock is not None and but != "in_stock":
        conditions.append(_AVAILABLE if matching.in_stock else ~_AVAILABLE)
    return conditions
