"""What somebody who edits a product has seen of it, and who it is."""

from dataclasses import dataclass
from typing import NamedTuple

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
