"""Every address of the shop that may be found, written anew as products come and go."""

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from storefront.api import catalog
from storefront.api.catalog import LARGEST_PAGE, CatalogPage, ProductChange, product_href
from storefront.api.catalog_query import CatalogQuery
from storefront.api.client import Gateway

MOST: Final = 50_000  # addresses; the sitemap protocol allows no more in one file
KEPT: Final = 30.0  # seconds; of what no feed tells, such as another category
PAUSE: Final = 2.0  # seconds from one to the next, however much comes and goes
NEWEST_LAST: Final = CatalogQuery(sort="created_at")  # what is added meanwhile moves nothing


@dataclass(frozen=True, kw_only=True)
class _Written:
    text: str
    paths: frozenset[str]
    at: float
    move: int  # the last that it can know of


class Sitemaps:
    """The last one written, and one writer at a time."""

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._writing = asyncio.Lock()
        self._last: _Written | None = None
        self._moves = 0  # how often a product came or went

    async def get(self, gateway: Gateway, *, base: str) -> str:
        """Raises GatewayError when the catalogue does not answer."""
        async with self._writing:
            if self._last is None or self._is_old(self._last):
                move, now = self._moves, self._monotonic()
                paths = await _paths(gateway)
                text = _written(paths, base=base)
                self._last = _Written(text=text, paths=frozenset(paths), at=now, move=move)
            return self._last.text

    def hear(self, changes: Iterable[ProductChange]) -> None:
        """What the live feed tells; another price or stock changes nothing here."""
        known = self._last.paths if self._last else frozenset[str]()
        # While it is being read, the catalogue may have answered before the change.
        if self._writing.locked() or any(
            (product_href(change.id) in known) != change.is_active for change in changes
        ):
            self._moves += 1

    def _is_old(self, last: _Written) -> bool:
        kept = KEPT if last.move == self._moves else PAUSE
        return self._monotonic() - last.at >= kept


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
