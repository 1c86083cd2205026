"""What a buyer asks for, before products has said what it costs."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from backend_services.shared.errors import Unprocessable
from backend_services.shared.money import Money

MAX_LINES: Final = 100
MAX_QUANTITY: Final = 10_000  # of one product in one order


@dataclass(frozen=True, slots=True)
class RequestedLine:
    product_id: int
    quantity: int
    expected_price: Money | None = None  # what the buyer saw; another one refuses the order


class QuantityTooLarge(Unprocessable):
    code, title = "quantity_too_large", "Too many units of one product"

    def __init__(self, product_id: int) -> None:
        super().__init__(
            f"items: at most {MAX_QUANTITY} units of product {product_id} in one order",
            product_id=product_id,
        )


class PricesDisagree(Unprocessable):
    code, title = "prices_disagree", "One product cannot have two prices"

    def __init__(self, product_id: int) -> None:
        super().__init__(
            f"items: product {product_id} is listed with two different expected prices",
            product_id=product_id,
        )


def merge_lines(lines: Iterable[RequestedLine]) -> tuple[RequestedLine, ...]:
    """One line a product, in the order in which they were first named.

    Raises:
        QuantityTooLarge: a product's units together exceed MAX_QUANTITY.
        PricesDisagree: two lines of a product expect different prices.
    """
    merged: dict[int, RequestedLine] = {}
    for line in lines:
        known = merged.get(line.product_id)
        merged[line.product_id] = line if known is None else _together(known, line)
        if merged[line.product_id].quantity > MAX_QUANTITY:
            raise QuantityTooLarge(line.product_id)
    return tuple(merged.values())


def _together(one: RequestedLine, other: RequestedLine) -> RequestedLine:
    prices = {one.expected_price, other.expected_price} - {None}
    if len(prices) > 1:
        raise PricesDisagree(one.product_id)
    return RequestedLine(
        product_id=one.product_id,
        quantity=one.quantity + other.quantity,
        expected_price=one.expected_price or other.expected_price,
    )


def fingerprint(lines: Sequence[RequestedLine], *, empties_cart: bool) -> str:
    """The same for two requests that ask for the same; the order of the lines does not count."""
    canonical = [
        [line.product_id, line.quantity, str(line.expected_price) if line.expected_price else None]
        for line in sorted(lines, key=lambda line: line.product_id)
    ]
    return hashlib.sha256(json.dumps([canonical, empties_cart]).encode()).hexdigest()
