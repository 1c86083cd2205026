"""What a buyer asks for, what the shop offers, and whether the two meet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend_services.products.domain.product import ProductNotFound
from backend_services.shared.errors import Conflict
from backend_services.shared.money import Money


@dataclass(frozen=True, slots=True)
class WantedLine:
    product_id: int
    quantity: int
    expected_price: Money | None = None  # what the buyer was shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A product and its books at one moment."""

    product_id: int
    sku: str
    name: str
    price: Money
    image_file: str | None
    is_active: bool
    available: int  # on hand less reserved
    sequence: int  # of the last change, and so of the event that tells of it


class OutOfStock(Conflict):
    """Nothing of the request was held."""

    code, title = "out_of_stock", "Not enough stock"

    def __init__(self, short: Sequence[tuple[Offer, int]]) -> None:
        offer, requested = short[0]
        super().__init__(
            f"Insufficient stock for product {offer.product_id}. "
            f"Available: {offer.available}, requested: {requested}",
            lines=[
                {
                    "product_id": offer.product_id,
                    "available": offer.available,
                    "requested": requested,
                }
                for offer, requested in short
            ],
        )


class PriceChanged(Conflict):
    """The buyer was shown another price; nothing was held."""

    code, title = "price_changed", "A price has changed"

    def __init__(self, changed: Sequence[tuple[WantedLine, Offer]]) -> None:
        super().__init__(
            "A price has changed since you saw it. Please look at your cart again.",
            lines=[
                {
                    "product_id": line.product_id,
                    "expected_price": str(line.expected_price),
                    "price": str(offer.price),
                }
                for line, offer in changed
            ],
        )


def merge(lines: Sequence[WantedLine]) -> dict[int, int]:
    """Units wanted of each product, in the order in which rows are locked: by product."""
    quantities: dict[int, int] = {}
    for line in sorted(lines, key=lambda line: line.product_id):
        quantities[line.product_id] = quantities.get(line.product_id, 0) + line.quantity
    return quantities


def check_terms(lines: Sequence[WantedLine], offers: Mapping[int, Offer]) -> None:
    """Is all of it on sale, at the prices that the buyer was shown?

    Raises:
        ProductNotFound: a product is unknown, or not on sale.
        PriceChanged: a price is not the one that was expected.
    """
    for line in lines:
        if line.product_id not in offers or not offers[line.product_id].is_active:
            raise ProductNotFound(f"Product {line.product_id} not found")
    changed = [
        (line, offers[line.product_id])
        for line in lines
        if line.expected_price not in {None, offers[line.product_id].price}
    ]
    if changed:
        raise PriceChanged(changed)


def check_stock(quantities: Mapping[int, int], offers: Mapping[int, Offer]) -> None:
    """Is there enough of everything?

    Raises:
        OutOfStock: there is not.
    """
    short = [
        (offers[product_id], quantity)
        for product_id, quantity in quantities.items()
        if offers[product_id].available < quantity
    ]
    if short:
        raise OutOfStock(short)
