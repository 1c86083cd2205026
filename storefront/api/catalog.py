from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode
from zlib import crc32

from storefront.api import formatting
from storefront.api.client import Call, Gateway
from storefront.api.errors import GatewayError
from storefront.api.models import CategoryChip, ProductCard, ProductDetail
from storefront.api.shelf import Look
from storefront.api.wire import CategoryList, CategoryOut, ProductList, ProductOut, ProductPage

TILES: Final = 6  # tile colours in the theme
BATCH: Final = 100  # ids the gateway takes in one call
PAGE: Final = 24  # divisible by 2, 3 and 4: every grid ends in a full row
SORTS: Final = frozenset({"price", "-price", "created_at", "-created_at", "name", "-name"})
INT32: Final = 2**31 - 1  # ids above it cannot exist


@dataclass(frozen=True, kw_only=True)
class CatalogQuery:
    text: str = ""
    category: str = ""
    sort: str = ""

    @property
    def href(self) -> str:
        wanted = {"q": self.text, "category": self.category, "sort": self.sort}
        query = urlencode({name: value for name, value in wanted.items() if value})
        return f"/products?{query}" if query else "/products"


@dataclass(frozen=True, kw_only=True)
class CatalogPage:
    products: list[ProductCard]
    total: int


@dataclass(frozen=True, kw_only=True)
class ProductChange:
    """What is true of a product now; as it is pushed, so the price is still a bare number."""

    id: int
    price: str
    stock: int
    is_active: bool


async def browse(
    gateway: Gateway, query: CatalogQuery, *, offset: int = 0, limit: int = PAGE
) -> CatalogPage:
    params: dict[str, str | int | bool] = {"is_active": True, "offset": offset, "limit": limit}
    if query.text:
        params["q"] = query.text
    if query.category:
        params["category"] = query.category
    if query.sort in SORTS:
        params["sort_by"] = query.sort
    page = await gateway.fetch(
        Call(method="GET", path="/products", params=params), answer=ProductPage
    )
    tiles = await tiles_by_category(gateway)
    return CatalogPage(
        products=[_card(gateway, product, tiles=tiles) for product in page.items], total=page.total
    )


async def categories(gateway: Gateway, query: CatalogQuery) -> list[CategoryChip]:
    return [
        CategoryChip(
            name=category.name,
            count=category.count,
            href=CatalogQuery(text=query.text, category=category.name, sort=query.sort).href,
            is_selected=category.name == query.category,
        )
        for category in await _categories(gateway)
    ]


async def product(gateway: Gateway, product_id: int) -> ProductDetail:
    found = await gateway.fetch(
        Call(method="GET", path=f"/products/{product_id}"), answer=ProductOut
    )
    return _detail(gateway, found, tiles=await tiles_by_category(gateway))


async def related(gateway: Gateway, to: ProductDetail, *, limit: int = 4) -> list[ProductCard]:
    """Others of the same category, the newest first."""
    page = await browse(gateway, CatalogQuery(category=to.category), limit=limit + 1)
    return [card for card in page.products if card.id != to.id][:limit]


async def changes(gateway: Gateway, product_ids: Iterable[int]) -> list[ProductChange]:
    return [
        ProductChange(
            id=found.id,
            price=found.price,
            stock=found.stock_quantity,
            is_active=found.is_active,
        )
        for found in await _batch(gateway, product_ids)
    ]


async def looks(gateway: Gateway, product_ids: Iterable[int]) -> dict[int, Look]:
    """A look for each product asked for; a plain one where the catalogue does not answer."""
    known = {product_id: gateway.shelf.looks.get(product_id) for product_id in product_ids}
    missing = [product_id for product_id, look in known.items() if look is None]
    try:
        found = await _batch(gateway, missing)
    except GatewayError:
        found = []
    tiles = await tiles_by_category(gateway) if found else {}
    for one in found:
        look = Look(tile=tile_of(one.category or "", tiles), image_alt=one.image_alt or "")
        gateway.shelf.looks.put(one.id, look)
        known[one.id] = look
    return {product_id: look or Look() for product_id, look in known.items()}


async def tiles_by_category(gateway: Gateway) -> dict[str, int]:
    """A colour for each category, by its place in the alphabet: neighbours never share one."""
    known = gateway.shelf.tiles.get("tiles")
    if known is not None:
        return known
    try:
        names = sorted(category.name for category in await _categories(gateway))
    except GatewayError:
        return {}  # a picture on the wrong colour is better than no page
    tiles = {name: place % TILES for place, name in enumerate(names)}
    gateway.shelf.tiles.put("tiles", tiles)
    return tiles


def tile_of(category: str, tiles: dict[str, int]) -> int:
    return tiles.get(category, crc32(category.encode()) % TILES)


def product_href(product_id: int) -> str:
    return f"/products/{product_id}"


async def _categories(gateway: Gateway) -> list[CategoryOut]:
    answer = await gateway.fetch(
        Call(method="GET", path="/products/categories"), answer=CategoryList
    )
    return answer.items


async def _batch(gateway: Gateway, product_ids: Iterable[int]) -> list[ProductOut]:
    ids = sorted(set(product_ids))
    found: list[ProductOut] = []
    for start in range(0, len(ids), BATCH):
        chunk = ",".join(str(product_id) for product_id in ids[start : start + BATCH])
        call = Call(method="GET", path="/products/batch", params={"ids": chunk})
        answer = await gateway.fetch(call, answer=ProductList)
        found.extend(answer.items)
    return found


def _card(gateway: Gateway, found: ProductOut, *, tiles: dict[str, int]) -> ProductCard:
    return ProductCard(**_card_fields(gateway, found, tiles=tiles))


def _detail(gateway: Gateway, found: ProductOut, *, tiles: dict[str, int]) -> ProductDetail:
    return ProductDetail(
        **_card_fields(gateway, found, tiles=tiles),
        sku=found.sku,
        description=found.description or "",
        is_active=found.is_active,
    )


def _card_fields(gateway: Gateway, found: ProductOut, *, tiles: dict[str, int]) -> dict[str, Any]:
    category = found.category or ""
    was = found.compare_at_price
    stock = found.stock_quantity if found.is_active else 0
    return {
        "id": found.id,
        "name": found.name,
        "category": category,
        "price": formatting.money(found.price, found.currency),
        "currency": found.currency,
        "compare_at_price": formatting.money(was, found.currency) if was else "",
        "image_url": gateway.display.image_url(found.image_url),
        "image_alt": found.image_alt or "",
        "tile": tile_of(category, tiles),
        "stock": stock,
        "stock_label": formatting.stock_label(stock, is_active=found.is_active),
        "stock_level": formatting.stock_level(stock),
        "href": product_href(found.id),
    }
