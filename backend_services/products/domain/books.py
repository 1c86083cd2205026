"""The books of one product: what is there, and what of it is set aside."""

from dataclasses import dataclass, replace

from backend_services.shared.db.limits import INT32_MAX
from backend_services.shared.errors import Conflict, Unprocessable


@dataclass(frozen=True, slots=True)
class Books:
    on_hand: int
    reserved: int
    version: int

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved

    def counted(self, available: int) -> "Books":
        """So many can be bought now; what is reserved stays reserved."""
        return self._next(self.reserved + available)

    def adjusted(self, change: int) -> "Books":
        """So many more, or fewer.

        Raises:
            StockBelowReserved: fewer would be left than orders hold.
            TooMuchStock: more than can be counted.
        """
        on_hand = self.on_hand + change
        if on_hand < self.reserved:
            raise StockBelowReserved(self, change=change)
        if on_hand - self.reserved > INT32_MAX:
            raise TooMuchStock
        return self._next(on_hand)

    def untouched(self) -> "Books":
        """The same figures after an edit that told of itself: only the version moved."""
        return self._next(self.on_hand)

    def _next(self, on_hand: int) -> "Books":
        return replace(self, on_hand=on_hand, version=self.version + 1)


class StockBelowReserved(Conflict):
    code, title = "stock_below_reserved", "There are not so many to take away"

    def __init__(self, books: Books, *, change: int) -> None:
        super().__init__(
            f"Only {books.available} can be taken away: "
            f"{books.on_hand} are there and {books.reserved} are reserved for orders",
            on_hand=books.on_hand,
            reserved=books.reserved,
            available=books.available,
            requested=change,
        )


class TooMuchStock(Unprocessable):
    code, title = "too_much_stock", f"At most {INT32_MAX} units of a product can be counted"
