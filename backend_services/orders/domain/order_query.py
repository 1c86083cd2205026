import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from backend_services.orders.domain.cursor import Cursor
from backend_services.orders.domain.order import Order
from backend_services.orders.domain.order_sort import OrderSort
from backend_services.orders.domain.states import PUBLIC, OrderStatus
from backend_services.shared.errors import Unprocessable

SHORTEST_SEARCH: Final = 3  # characters; an index of trigrams cannot find fewer
_NUMBER: Final = re.compile(r"#?(\d{1,10})", re.ASCII)
_LARGEST_ID: Final = 2**31 - 1


class SearchTooShort(Unprocessable):
    code, title = "search_too_short", "Too little to search for"

    def __init__(self) -> None:
        super().__init__(f"q: an order number, or at least {SHORTEST_SEARCH} characters")


@dataclass(frozen=True, slots=True)
class OrderSearch:
    """What staff type: an order number, or a part of an e-mail address, product name or SKU."""

    part: str | None  # None: only the number is looked for
    order_id: int | None

    @classmethod
    def of(cls, text: str) -> "OrderSearch":
        """Raises: SearchTooShort: it is no number, and too short for a part of anything."""
        wanted = text.strip()
        part = wanted if len(wanted) >= SHORTEST_SEARCH else None
        number = _NUMBER.fullmatch(wanted)
        order_id = int(number[1]) if number and int(number[1]) <= _LARGEST_ID else None
        if part is None and order_id is None:
            raise SearchTooShort
        return cls(part, order_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderQuery:
    """Which of the public orders, and in what order."""

    user_id: int | None  # None: everybody's
    statuses: frozenset[OrderStatus] = PUBLIC
    created_from: datetime | None = None
    created_to: datetime | None = None  # not included
    search: OrderSearch | None = None
    sort: OrderSort = OrderSort.NEWEST
    after: Cursor | None = None
    skip: int = 0
    limit: int


@dataclass(frozen=True, slots=True)
class OrderPage:
    orders: tuple[Order, ...]
    total: int  # of all that the query means, on whichever page
    has_more: bool
    sort: OrderSort = OrderSort.NEWEST

    @property
    def next_cursor(self) -> Cursor | None:
        if not self.has_more:
            return None
        last = self.orders[-1]
        key = last.created_at if self.sort.is_by_time else last.total.minor
        return Cursor(self.sort, key, last.id)
