"""What a page that changed by itself says to those who listen to it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from storefront.api.models import CartLine, ProductCard

MOST: Final = 2  # goods by name; a page must not talk on and on


def of_goods(before: Iterable[ProductCard], after: Iterable[ProductCard]) -> str:
    """Price and stock as the cards say them, of those that say something else now."""
    known = {card.id: card for card in before}
    return _sentences(
        f"{card.name}: {card.price}, {card.stock_label.lower()}."
        for card in after
        if card.id in known and _words(card) != _words(known[card.id])
    )


def of_cart(before: Sequence[CartLine], after: Sequence[CartLine], *, total: str) -> str:
    """Each line that says something else now, and the new sum."""
    known = {line.product_id: line for line in before}
    told = _sentences(_changes(known, after))
    return f"{told} The sum is {total} now." if told else ""


def _changes(known: dict[int, CartLine], after: Iterable[CartLine]) -> Iterator[str]:
    for line in after:
        old = known.get(line.product_id)
        if old is None or (old.price, old.message) == (line.price, line.message):
            continue
        yield f"{line.name}: {line.message or f'{line.price} each.'}"


def _words(card: ProductCard) -> tuple[str, str]:
    return card.price, card.stock_label


def _sentences(said: Iterable[str]) -> str:
    told = list(said)
    rest = len(told) - MOST
    more = [f"And {rest} more changed."] if rest > 0 else []
    return " ".join([*told[:MOST], *more])
