"""What is sold, as staff describe it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypedDict

from backend_services.products.domain.picture import ProductPicture
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductState:
    """A product as staff wrote it last."""

    sku: str
    name: str
    description: str | None
    category: str | None
    price: Money
    compare_at_price: Money | None
    is_active: bool
    version: int
    pictures: Sequence[ProductPicture]

    def changed_by(self, changes: ProductChanges) -> dict[str, list[Any]]:
        """From what to what, for the audit log; what stays the same is left out."""
        before = {
            "sku": self.sku,
            "name": self.name,
            "description": self.description,
            "category": self.category,
            "price_minor": self.price.minor,
            "compare_at_price_minor": self.compare_at_price and self.compare_at_price.minor,
            "is_active": self.is_active,
        }
        return {
            name: [before[name], value] for name, value in changes.items() if value != before[name]
        }

    def with_changes(self, changes: ProductChanges) -> "ProductState":
        """As it is after an edit that writes these."""
        words: dict[str, Any] = {**changes}
        for name in ("price", "compare_at_price"):
            if f"{name}_minor" in words:
                minor = words.pop(f"{name}_minor")
                words[name] = None if minor is None else Money(minor, self.price.currency)
        return replace(self, **words, version=self.version + 1)
