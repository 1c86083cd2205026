"""A product on the screen after something happened to it elsewhere."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from storefront.api import formatting
from storefront.api.catalog import ProductChange
from storefront.api.models import ProductCard

Card = TypeVar("Card", bound=ProductCard)


def changed(card: Card, change: ProductChange) -> Card:
    """The struck-through price goes with the price it stood beside: the news do not tell of it."""
    stock = change.stock if change.is_active else 0
    price = formatting.money(change.price, card.currency)
    return replace(
        card,
        price=price,
        compare_at_price=card.compare_at_price if price == card.price else "",
        amount=change.price,
        stock=stock,
        stock_label=formatting.stock_label(stock, is_active=change.is_active),
        stock_level=formatting.stock_level(stock),
    )


def changed_cards(
    cards: Iterable[ProductCard], changes: Iterable[ProductChange]
) -> list[ProductCard]:
    by_id = {change.id: change for change in changes}
    return [changed(card, by_id[card.id]) if card.id in by_id else card for card in cards]


def stock_note(before: int, after: int) -> str:
    """Like "4 left → 3 left, just now"."""
    return f"{_left(before)} → {_left(after).lower()}, just now"


def _left(stock: int) -> str:
    return f"{stock} left" if stock > 0 else "Sold out"
