"""What stands in the window for whoever comes by: the home page's goods."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from storefront.api import catalog
from storefront.api.catalog_query import CatalogQuery
from storefront.api.client import Gateway
from storefront.api.models import CategoryChip, ProductCard

PICKS: Final = 8
NEW: Final = 4
LOOK_THROUGH: Final = 48  # the newest goods, among which the picks are found


@dataclass(frozen=True, kw_only=True)
class FrontWindow:
    newest: list[ProductCard]
    picks: list[ProductCard]
    categories: list[CategoryChip]


async def front_window(gateway: Gateway) -> FrontWindow:
    categories = await catalog.categories(gateway)
    # Last: what changes before the page says that it shows these is heard of by nobody.
    page = await catalog.browse(gateway, CatalogQuery(), limit=LOOK_THROUGH)
    return FrontWindow(
        newest=page.products[:NEW],
        picks=_one_of_each(page.products[NEW:]) or page.products[:PICKS],
        categories=categories,
    )


def _one_of_each(products: Iterable[ProductCard]) -> list[ProductCard]:
    """The newest that is in stock from each category: something for everybody, and true."""
    picks: dict[str, ProductCard] = {}
    for card in products:
        if card.stock > 0 and len(picks) < PICKS:
            picks.setdefault(card.category, card)
    return list(picks.values())
