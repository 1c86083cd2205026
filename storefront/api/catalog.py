from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final
from zlib import crc32

from storefront.api import formatting
from storefront.api.catalog_query import PAGE, CatalogQuery, Stretch
from storefront.api.client import Call, Gateway
from storefront.api.errors import GatewayError, Invalid, NotFound
from storefront.api.models import (
    CategoryChip,
    CategoryFacet,
    Facets,
    Picture,
    ProductCard,
    ProductDetail,
    Suggestion,
)
from storefront.api.shelf import Look
from storefront.api.wire import (
    CategoryList,
    CategoryOut,
    FacetsOut,
    PictureOut,
    ProductList,
    ProductOut,
    ProductPage,
    SuggestionList,
    SuggestionOut,
)

TILES: Final = 6  # tile colours in the theme
BATCH: Final = 100  # ids the gateway takes in one call
LARGEST_PAGE: Final = 96  # what the gateway gives at once, in whole pages of ours
MOST_SHOWN: Final = 20 * PAGE  # how much of a list an address can ask for again
INT32: Final = 2**31 - 1  # ids above it cannot exist
LARGE_PICTURE: Final = 512  # pixels; from here up it fills its tile instead of standing on it
MOST_SUGGESTIONS: Final = 8
SHORTEST_SUGGESTED: Final = 2  # characters: one letter fits everything


@dataclass(frozen=True, kw_only=True)
class CatalogPage:
    products: list[ProductCard]
    total: int
    start: int = 0  # how many come before these
    next_cursor: str = ""

    @property
    def end(self) -> int:
        return self.start + len(self.products)

    @property
    def is_past_end(self) -> bool:
        """The list is shorter than the address would have it."""
        return not self.products and self.total > 0

    @property
    def label(self) -> str:
        """`24 of 120`, and further on `25 to 48 of 120`."""
        shown = f"{self.start + 1} to {self.end}" if self.start else str(self.end)
        return f"{shown} of {self.total}"


@dataclass(frozen=True, kw_only=True)
class ProductChange:
    """What is true of a product now; as it is pushed, so the price is still a bare number."""

    id: int
    price: str
    stock: int
    is_active: bool


async def browse(
    gateway: Gateway, query: CatalogQuery, *, offset: int = 0, limit: int = PAGE, cursor: str = ""
) -> CatalogPage:
    """One page; the next one by the cursor of this, or where there is none by its offset."""
    place: dict[str, str | int] = {"cursor": cursor} if cursor else {"offset": offset}
    params = {"is_active": True, **place, "limit": limit, **query.parameters}
    if query.sort:
        params["sort_by"] = query.sort
    tiles = await tiles_by_category(gateway)
    # Last: of what changes after it, its reader begins to hear when this returns.
    page = await gateway.fetch(
        Call(method="GET", path="/products", params=params), answer=ProductPage
    )
    return CatalogPage(
        products=[_card(gateway, product, tiles=tiles) for product in page.items],
        total=page.total,
        start=offset,
        next_cursor=page.next_cursor or "",
    )


async def browse_far(gateway: Gateway, query: CatalogQuery, *, stretch: Stretch) -> CatalogPage:
    """A part of a list, as somebody saw it who comes back to it."""
    start = stretch.start
    wanted = max(PAGE, min(stretch.count, MOST_SHOWN))
    page = await browse(gateway, query, offset=start, limit=min(wanted, LARGEST_PAGE))
    products = page.products
    while len(products) < min(wanted, page.total - start):
        page = await browse(
            gateway,
            query,
            offset=start + len(products),
            limit=min(wanted - len(products), LARGEST_PAGE),
            cursor=page.next_cursor,
        )
        if not page.products:
            break
        products = [*products, *page.products]
    return replace(page, products=products, start=start)


async def categories(gateway: Gateway) -> list[CategoryChip]:
    """Every category with its own address, and the picture of something from it."""
    found = await _categories(gateway)
    tiles = await tiles_by_category(gateway)
    pictures = await _pictures_by_category(gateway)
    return [
        CategoryChip(
            name=category.name,
            count=category.count,
            href=CatalogQuery(categories=(category.name,)).href,
            tile=tile_of(category.name, tiles),
            image_url=pictures.get(category.name, ""),
        )
        for category in found
    ]


async def facets(gateway: Gateway, query: CatalogQuery) -> Facets:
    """How many there would be of each; each facet leaves its own filter out of account."""
    params = {"is_active": True, **query.parameters}
    call = Call(method="GET", path="/products/facets", params=params)
    try:
        found = await gateway.fetch(call, answer=FacetsOut)
    except (NotFound, Invalid):
        # A catalogue that does not count by filter: the plain counts are true as well.
        names = [_facet(one, query=query) for one in await _categories(gateway)]
        return Facets(categories=_with_chosen(names, query))
    price = found.price
    return Facets(
        categories=_with_chosen([_facet(one, query=query) for one in found.categories], query),
        lowest_price=price.min if price else "",
        highest_price=price.max if price else "",
        in_stock=found.in_stock.count,
        is_counted=True,
    )


async def suggest(gateway: Gateway, text: str) -> list[Suggestion]:
    """What somebody may mean who has typed so far; nothing where nobody can say."""
    if len(text) < SHORTEST_SUGGESTED:
        return []
    call = Call(method="GET", path="/products/suggestions", params={"q": text})
    try:
        answer = await gateway.fetch(call, answer=SuggestionList)
    except GatewayError:
        return []  # the search itself will say what is wrong
    tiles = await tiles_by_category(gateway)
    return [_suggestion(gateway, one, tiles=tiles) for one in answer.items[:MOST_SUGGESTIONS]]


async def product(gateway: Gateway, product_id: int) -> ProductDetail:
    found = await gateway.fetch(
        Call(method="GET", path=f"/products/{product_id}"), answer=ProductOut
    )
    return _detail(gateway, found, tiles=await tiles_by_category(gateway))


async def related(gateway: Gateway, to: ProductDetail, *, limit: int = 4) -> list[ProductCard]:
    """Others of the same category, the newest first; what has none is related to nothing."""
    if not to.category:
        return []
    page = await browse(gateway, CatalogQuery(categories=(to.category,)), limit=limit + 1)
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


async def _pictures_by_category(gateway: Gateway) -> dict[str, str]:
    """What stands for a category: the last of its newest goods, for the first open the shop."""
    known = gateway.shelf.pictures.get("pictures")
    if known is not None:
        return known
    try:
        page = await browse(gateway, CatalogQuery(), limit=LARGEST_PAGE)
    except GatewayError:
        return {}
    pictures = {card.category: card.image_url for card in page.products if card.image_url}
    gateway.shelf.pictures.put("pictures", pictures)
    return pictures


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


def _facet(found: CategoryOut, *, query: CatalogQuery) -> CategoryFacet:
    return CategoryFacet(
        name=found.name, count=found.count, is_selected=found.name in query.categories
    )


def _with_chosen(found: list[CategoryFacet], query: CatalogQuery) -> list[CategoryFacet]:
    """Also what was chosen and has nothing left, so that it can be unchosen."""
    known = {one.name for one in found}
    gone = [name for name in query.categories if name not in known]
    return [*found, *(CategoryFacet(name=name, count=0, is_selected=True) for name in gone)]


def _suggestion(gateway: Gateway, found: SuggestionOut, *, tiles: dict[str, int]) -> Suggestion:
    return Suggestion(
        id=found.id,
        name=found.name,
        category=found.category or "",
        price=formatting.money(found.price, found.currency),
        image_url=gateway.display.image_url(found.image_url),
        tile=tile_of(found.category or "", tiles),
        href=product_href(found.id),
    )


def _card(gateway: Gateway, found: ProductOut, *, tiles: dict[str, int]) -> ProductCard:
    return ProductCard(**_card_fields(gateway, found, tiles=tiles))


def _detail(gateway: Gateway, found: ProductOut, *, tiles: dict[str, int]) -> ProductDetail:
    return ProductDetail(
        **_card_fields(gateway, found, tiles=tiles),
        sku=found.sku,
        description=found.description or "",
        is_active=found.is_active,
        category_href=CatalogQuery(categories=(found.category,)).href if found.category else "",
        pictures=_pictures(gateway, found),
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
        "amount": found.price,
        "currency": found.currency,
        "compare_at_price": formatting.money(was, found.currency) if was else "",
        **_first_picture(gateway, found),
        "tile": tile_of(category, tiles),
        "stock": stock,
        "stock_label": formatting.stock_label(stock, is_active=found.is_active),
        "stock_level": formatting.stock_level(stock),
        "href": product_href(found.id),
    }


def _first_picture(gateway: Gateway, found: ProductOut) -> dict[str, Any]:
    if found.pictures:
        first = _picture(gateway, found.pictures[0], place=1, count=len(found.pictures))
        return {
            "image_url": first.url,
            "image_alt": first.alt,
            "image_set": first.image_set,
            "is_photo": first.is_photo,
        }
    return {
        "image_url": gateway.display.image_url(found.image_url),
        "image_alt": found.image_alt or "",
    }


def _pictures(gateway: Gateway, found: ProductOut) -> list[Picture]:
    """All there are; at least the one that stands on its card."""
    url = gateway.display.image_url(found.image_url)
    if not found.pictures and url:
        return [Picture(id="1", url=url, alt=found.image_alt or found.name, label="Picture 1 of 1")]
    return [
        _picture(gateway, one, place=place, count=len(found.pictures))
        for place, one in enumerate(found.pictures, start=1)
    ]


def _picture(gateway: Gateway, found: PictureOut, *, place: int, count: int) -> Picture:
    variants = sorted(found.variants, key=lambda each: each.width)
    pairs = [(gateway.display.image_url(each.url), each.width) for each in variants]
    return Picture(
        id=str(found.id),
        url=gateway.display.image_url(found.url),
        image_set=", ".join(f"{url} {width}w" for url, width in pairs if url),
        alt=found.alt,
        label=f"Picture {place} of {count}",
        is_photo=(found.width or 0) >= LARGE_PICTURE,
    )
