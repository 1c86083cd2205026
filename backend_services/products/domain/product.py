"""What is sold, as staff describe it."""

from dataclasses import dataclass
from typing import Final, TypedDict

from backend_services.shared.errors import Conflict, NotFound, Unprocessable
from backend_services.shared.money import Money

PRICE_MAX_MINOR: Final = 99_999_999_99  # the reference's numeric(10, 2)


class ProductNotFound(NotFound):
    code, title = "product_not_found", "Product not found"


class SkuTaken(Conflict):
    code, title = "sku_taken", "SKU already exists"


class CompareAtPriceTooLow(Unprocessable):
    code, title = "compare_at_price_too_low", "compare_at_price must be higher than price"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProduct:
    sku: str
    name: str
    price: Money
    stock_quantity: int
    description: str | None = None
    category: str | None = None
    compare_at_price: Money | None = None
    image_file: str | None = None
    image_alt: str | None = None
    is_active: bool = True


class ProductChanges(TypedDict, total=False):
    """What is to be different; a key that is missing stays as it is."""

    sku: str
    name: str
    description: str | None
    category: str | None
    price_minor: int
    compare_at_price_minor: int | None
    is_active: bool
