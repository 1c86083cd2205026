"""Why an order did not come about; each one's `code` is kept with the order."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from backend_services.shared.errors import (
    Conflict,
    NotFound,
    Unavailable,
    Unprocessable,
    UpstreamTimeout,
)
from backend_services.shared.money import Money

Lines: TypeAlias = Sequence[Mapping[str, Any]]
MAX_TOTAL: Final = Money(99_999_999_99)  # the public API's limit, numeric(10, 2)


class OutOfStock(Conflict):
    code, title = "out_of_stock", "Not enough stock"

    def __init__(self, detail: str, *, lines: Lines = ()) -> None:
        super().__init__(detail, lines=list(lines))


class PriceChanged(Conflict):
    code, title = "price_changed", "A price has changed"

    def __init__(self, detail: str, *, lines: Lines = ()) -> None:
        super().__init__(detail, lines=list(lines))


class ProductNotFound(NotFound):
    code, title = "product_not_found", "No such product"


class OrderTooLarge(Unprocessable):
    code, title = "order_too_large", "The order is too large"

    def __init__(self) -> None:
        super().__init__(f"items: an order may not exceed {MAX_TOTAL} {MAX_TOTAL.currency}")


class NotInCart(Conflict):
    """Each unit in a cart is ordered once, however many ask for it at the same moment."""

    code, title = "not_in_cart", "No longer in the cart"

    def __init__(self, *, lines: Lines = ()) -> None:
        super().__init__(
            "Your cart does not hold this any more: it was ordered already, or changed."
            " Nothing was bought now.",
            lines=list(lines),
        )


class ProductsUnavailable(Unavailable):
    code, title = "products_unavailable", "The shelf cannot be reached"

    def __init__(self) -> None:
        super().__init__("Product service unavailable", retry_after=2)


class ProductsTimedOut(UpstreamTimeout):
    code, title = "products_timed_out", "The shelf did not answer in time"

    def __init__(self) -> None:
        super().__init__("Product service request timed out")


class PlacementInterrupted(Unavailable):
    code, title = "placement_interrupted", "The order was not placed"

    def __init__(self) -> None:
        super().__init__("The order could not be finished. Nothing was bought. Please try again.")


# Products said no: it holds nothing. After anything else a hold may exist.
NOTHING_IS_HELD: Final = (OutOfStock, PriceChanged, ProductNotFound)
