"""What somebody who edits a product has seen of it, and who it is."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from backend_services.products.domain.books import Books
from backend_services.products.domain.product import ProductChanges, ProductState
from backend_services.shared.audit.actor import Actor
from backend_services.shared.errors import PreconditionFailed


class ProductVersion(NamedTuple):
    """Two counters: what staff wrote, and the books, which move with every sale."""

    content: int
    books: int

    @property
    def tag(self) -> str:
        return f"{self.content}.{self.books}"


class ProductChangedMeanwhile(PreconditionFailed):
    code, title = "product_changed", "Someone else changed this product first"

    def __init__(self, current: ProductVersion) -> None:
        super().__init__(
            "Someone else changed this product first. Look at it again; nothing was changed.",
            headers={"ETag": f'"{current.tag}"'},
            version=current.tag,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    product_id: int
    by: Actor
    seen: frozenset[str] | None = None  # tags, one of which must still hold; None: whatever is

    def check(self, current: ProductVersion, *, counts_stock: bool) -> None:
        """Has what is written over been seen?

        A sale moves the books only: it is in the way of those who write the stock, and not of
        those who mend a description.

        Raises:
            ProductChangedMeanwhile: it has not.
        """
        if self.seen is None or current.tag in self.seen:
            return
        if counts_stock or str(current.content) not in {tag.split(".")[0] for tag in self.seen}:
            raise ProductChangedMeanwhile(current)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductChange:
    """A product that somebody holds, and what is to be different about it."""

    product_id: int
    product: ProductState
    books: Books
    changes: ProductChanges
    stock_quantity: int | None = None  # None: the stock stays

    @property
    def version(self) -> ProductVersion:
        return ProductVersion(self.product.version, self.books.version)

    @property
    def counted(self) -> Books:
        """The books after it."""
        if self.stock_quantity is None:
            return self.books.untouched()
        return self.books.counted(self.stock_quantity)

    @property
    def differences(self) -> dict[str, list[Any]]:
        """From what to what."""
        changed = self.product.changed_by(self.changes)
        if self.counted.available != self.books.available:
            changed["stock_quantity"] = [self.books.available, self.counted.available]
        return changed

    @property
    def changes_price(self) -> bool:
        return bool(self.differences.keys() & {"price_minor", "compare_at_price_minor"})
