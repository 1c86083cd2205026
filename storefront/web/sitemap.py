"""Every address of the shop that may be found, written anew every few minutes."""

import asyncio
from dataclasses import dataclass, field
from typing import Final
from xml.sax.saxutils import escape

from storefront.api import catalog
from storefront.api.catalog import LARGEST_PAGE, CatalogPage
from storefront.api.catalog_query import CatalogQuery
from storefront.api.client import Gateway
from storefront.api.memory import Memory

MOST: Final = 50_000  # addresses; the sitemap protocol allows no more in one file
KEPT: Final = 600.0  # seconds
NEWEST_LAST: Final = CatalogQuery(sort="created_at")  # what is added meanwhile moves nothing


@dataclass(frozen=True)
class Sitemaps:
    """The last one written, and one writer at a time."""

    kept: Memory[str] = field(default_factory=lambda: Memory[str](size=1, lifetime=KEPT))
    writing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def get(self, gateway: Gateway, *, base: str) -> str:
        """Raises GatewayError when the catalogue does not answer."""
        async with self.writing:
            known = self.kept.get(base)
            if known is None:
                known = _written(await _paths(gateway), base=base)
                self.kept.put(base, known)
            return known


async def _paths(gateway: Gateway) -> list[str]:
    chips = await catalog.categories(gateway)
    paths = ["/", "/products", *(chip.href for chip in chips)]
    page = CatalogPage(products=[], total=1)
    goods: list[str] = []
    while len(goods) < page.total and len(paths) + len(goods) < MOST:
        page = await catalog.browse(
            gateway,
            NEWEST_LAST,
            offset=len(goods),
            limit=LARGEST_PAGE,
            cursor=page.next_cursor,
        )
        if not page.products:
            break
        goods.extend(card.href for card in page.products)
    return [*paths, *goods][:MOST]


def _written(paths: list[str], *, base: str) -> str:
    places = "".join(f"<url><loc>{escape(base + path)}</loc></url>\n" for path in paths)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{places}</urlset>\n"
    )
