"""A cart against the shelf: what each line costs now, and what stands in its way."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from backend_services.orders.domain.cart import (
    Cart,
    CartLine,
    Problem,
    ReviewedLine,
    Shelf,
    ShelfItem,
    Wish,
)
from backend_services.orders.domain.refusals import ProductNotFound
from backend_services.shared.money import Currency, Money

_SYMBOL: Final = {Currency.USD: "$", Currency.EUR: "€", Currency.GBP: "£"}


def new_line(wish: Wish, *, shelf: Shelf) -> CartLine:
    """Raises: ProductNotFound: it is not for sale."""
    item = shelf.get(wish.product_id)
    if item is None or not item.is_active:
        raise ProductNotFound(f"Product {wish.product_id} not found")
    return item.as_line(wish.quantity)


def review(
    lines: Iterable[CartLine], shelf: Shelf | None, *, updated_at: datetime | None = None
) -> Cart:
    """The cart as it stands; without a shelf, as it was when last known."""
    if shelf is None:
        unchecked = tuple(_unchecked(line) for line in lines)
        return Cart(lines=unchecked, is_checked=False, updated_at=updated_at)
    checked = tuple(_checked(line, shelf.get(line.product_id)) for line in lines)
    return Cart(lines=checked, is_checked=True, updated_at=updated_at)


def _unchecked(line: CartLine) -> ReviewedLine:
    return ReviewedLine(
        line=line, price_when_added=line.price, stock_quantity=None, problem=None, message=None
    )


def _checked(line: CartLine, item: ShelfItem | None) -> ReviewedLine:
    if item is None or not item.is_active:
        return ReviewedLine(
            line=line,
            price_when_added=line.price,
            stock_quantity=0,
            problem=Problem.UNAVAILABLE,
            message="This is no longer for sale.",
        )
    problem, message = _problem(line, item)
    return ReviewedLine(
        line=item.as_line(line.quantity),
        price_when_added=line.price,
        stock_quantity=item.stock_quantity,
        problem=problem,
        message=message,
    )


def _problem(line: CartLine, item: ShelfItem) -> tuple[Problem | None, str | None]:
    """What stops the purchase comes before what only needs to be told."""
    if item.stock_quantity <= 0:
        message = "Someone just took the last one. Remove it, or get told when it is back."
        return Problem.OUT_OF_STOCK, message
    if item.stock_quantity < line.quantity:
        message = f"Only {item.stock_quantity} left. Lower the quantity to check out."
        return Problem.SHORT_STOCK, message
    if item.price != line.price:
        direction = "down" if item.price.minor < line.price.minor else "up"
        message = (
            f"The price went {direction} from {_shown(line.price)} to {_shown(item.price)}"
            " since you added it."
        )
        return Problem.PRICE_CHANGED, message
    return None, None


def _shown(price: Money) -> str:
    return f"{_SYMBOL[price.currency]}{price}"
