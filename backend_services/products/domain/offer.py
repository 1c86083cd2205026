"""What a buyer asks for, what the shop offers, and whether the two meet."""

from collections.abc import Collection, Mapping, Sequence
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

    def __init__(self, lines: Sequence[Mapping[str, int]]) -> None:
        first = lines[0]
        super().__init__(
            f"Insufficient stock for product {first['product_id']}. "
            f"Available: {first['available']}, requested: {first['requested']}",
            lines=list(lines),
        )


class PriceChanged(Conflict):
    """The buyer was shown another price; nothing was held. Lines that are short are told too."""

    code, title = "price_changed", "A price has changed"

    def __init__(self, lines: Sequence[Mapping[str, int | str]]) -> None:
        super().__init__(
            "A price has changed since you saw it. Please look at your cart again.",
            lines=list(lines),
        )


def merge(lines: Sequence[WantedLine]) -> dict[int, int]:
    """Units wanted of each product, in the order in which rows are locked: by product."""
    quantities: dict[int, int] = {}
    for line in sorted(lines, key=lambda line: line.product_id):
        quantities[line.product_id] = quantities.get(line.product_id, 0) + line.quantity
    return quantities


def as_short(offer: Offer, *, requested: int) -> dict[str, int]:
    """How a refusal tells of a product of which there is too little."""
    available = offer.available if offer.is_active else 0
    return {"product_id": offer.product_id, "available": available, "requested": requested}


def lacking(quantities: Mapping[int, int], offers: Mapping[int, Offer]) -> set[int]:
    """Of which products there are fewer units than wanted."""
    return {
        product_id
        for product_id, offer in offers.items()
        if offer.available < quantities[product_id]
    }


def check_terms(
    lines: Sequence[WantedLine], offers: Mapping[int, Offer], *, short: Collection[int]
) -> None:
    """Is all of it on sale, at the prices that the buyer was shown, and is there enough of it?

    One answer tells of every line that is not. A product that was taken off the shelf is sold out
    to those who were shown its price.

    Raises:
        ProductNotFound: a product is unknown; or not on sale, and never was shown.
        PriceChanged: a price is not the one that was expected.
        OutOfStock: there is not enough, at the prices that were expected.
    """
    for line in lines:
        offer = offers.get(line.product_id)
        if offer is None or not (offer.is_active or line.expected_price is not None):
            raise ProductNotFound(f"Product {line.product_id} not found")
    quantities = merge(lines)
    wanting = [
        as_short(offers[one], requested=quantity)
        for one, quantity in quantities.items()
        if one in short or not offers[one].is_active
    ]
    gone = {line["product_id"] for line in wanting if line["available"] == 0}
    changed = [
        {
            "product_id": line.product_id,
            "expected_price": str(line.expected_price),
            "price": str(offers[line.product_id].price),
        }
        for line in lines
        if line.expected_price not in {None, offers[line.product_id].price}
        and line.product_id not in gone
    ]
    if changed:
        raise PriceChanged([*changed, *wanting])
    if wanting:
        raise OutOfStock(wanting)
