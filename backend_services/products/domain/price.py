from dataclasses import dataclass

from backend_services.shared.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceSet:
    """A price that a product got, with the edit that gave it."""

    product_id: int
    version: int  # the product's after that edit
    price: Money
    compare_at_price: Money | None
