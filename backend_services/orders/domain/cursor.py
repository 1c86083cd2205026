import base64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from backend_services.orders.domain.order_sort import OrderSort
from backend_services.shared.errors import BadRequest

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_LARGEST_ID: Final = 2**31 - 1
_LARGEST_TOTAL: Final = 2**63 - 1  # PostgreSQL's bigint
# What a cursor begins with, so that none is taken for one of another order.
_MARKS: Final = {
    OrderSort.NEWEST: "",
    OrderSort.OLDEST: "o",
    OrderSort.DEAREST: "d",
    OrderSort.CHEAPEST: "c",
}


class InvalidCursor(BadRequest):
    code, title = "invalid_cursor", "Unknown place in the list"

    def __init__(self) -> None:
        super().__init__("cursor: send the next_cursor of a page of this list, as it is")


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last order of a page. The next page begins after it, whatever was ordered meanwhile.

    It is opaque, not secret: it says where a list goes on, never whose orders are in it.
    """

    sort: OrderSort
    key: datetime | int  # what it was sorted by: when it was placed, or its total in minor units
    order_id: int

    def __str__(self) -> str:
        key = self.key
        number = (key - _EPOCH) // _MICROSECOND if isinstance(key, datetime) else key
        written = f"{_MARKS[self.sort]}{number}.{self.order_id}"
        return base64.urlsafe_b64encode(written.encode()).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str, *, sort: OrderSort) -> "Cursor":
        """Raises: InvalidCursor: no page of a list in that order has ever given it."""
        try:
            written = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
            number, order_id = map(int, written.removeprefix(_MARKS[sort]).split("."))
            cursor = cls(sort, _read_key(number, sort=sort), order_id)
        except (ValueError, OverflowError):
            raise InvalidCursor from None
        if not 1 <= order_id <= _LARGEST_ID or str(cursor) != text:
            raise InvalidCursor
        return cursor


def _read_key(number: int, *, sort: OrderSort) -> datetime | int:
    """Raises: OverflowError: no moment and no total is so far away."""
    if sort.is_by_time:
        return _EPOCH + timedelta(microseconds=number)
    if not 0 <= number <= _LARGEST_TOTAL:
        raise OverflowError
    return number
