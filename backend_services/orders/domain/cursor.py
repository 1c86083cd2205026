import base64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from backend_services.shared.errors import BadRequest

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_LARGEST_ID: Final = 2**31 - 1


class InvalidCursor(BadRequest):
    code, title = "invalid_cursor", "Unknown place in the list"

    def __init__(self) -> None:
        super().__init__("cursor: send the next_cursor of a page, as it is")


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last order of a page. The next page begins after it, whatever was ordered meanwhile.

    It is opaque, not secret: it says where a list goes on, never whose orders are in it.
    """

    created_at: datetime
    order_id: int

    def __str__(self) -> str:
        written = f"{(self.created_at - _EPOCH) // _MICROSECOND}.{self.order_id}"
        return base64.urlsafe_b64encode(written.encode()).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """Raises: InvalidCursor: no page has ever given it."""
        try:
            written = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
            microseconds, order_id = map(int, written.split("."))
            cursor = cls(_EPOCH + timedelta(microseconds=microseconds), order_id)
        except (ValueError, OverflowError):
            raise InvalidCursor from None
        if not 1 <= order_id <= _LARGEST_ID or str(cursor) != text:
            raise InvalidCursor
        return cursor
