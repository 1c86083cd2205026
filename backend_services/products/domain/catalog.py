"""What may be asked of the catalogue."""

import base64
import json
import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, TypeAlias

from backend_services.shared.db.limits import INT32_MAX
from backend_services.shared.errors import BadRequest, Unprocessable

SortKey: TypeAlias = int | datetime | str | Decimal


class Sort(StrEnum):
    CHEAPEST = "price"
    DEAREST = "-price"
    OLDEST = "created_at"
    NEWEST = "-created_at"
    NAME = "name"
    NAME_BACKWARDS = "-name"
    RELEVANCE = "relevance"  # with a search only; beyond the reference


_REFERENCE: Final = [sort for sort in Sort if sort is not Sort.RELEVANCE]


class InvalidSort(BadRequest):
    code, title = "invalid_sort", "Unknown order"

    def __init__(self) -> None:
        super().__init__(f"Invalid sort_by. Allowed: {', '.join(_REFERENCE)}")


class InvalidCursor(BadRequest):
    code, title = "invalid_cursor", "cursor: not one that this list gave"


class PriceRangeEmpty(Unprocessable):
    code, title = "price_range_empty", "max_price must not be lower than min_price"


class Visibility(StrEnum):
    """Which products somebody may see."""

    ON_SALE = "on_sale"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last product of a page: the next page begins after it."""

    sort: Sort
    key: SortKey  # what it was sorted by
    product_id: int

    @staticmethod
    def encode(*, sort: Sort, key: str, product_id: int) -> str:
        """For a key as the database writes it."""
        # As it is, and not as escapes: a name of 200 signs must fit into the parameter.
        parts = json.dumps([sort, key, product_id], ensure_ascii=False).encode()
        return base64.urlsafe_b64encode(parts).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str, *, sort: Sort) -> "Cursor":
        """Read what a page gave.

        Raises:
            InvalidCursor: it is none, or was given for another order.
        """
        try:
            padded = text + "=" * (-len(text) % 4)
            parts: Any = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
            given, key, product_id = parts
            cursor = cls(sort, _read_key(sort, key), product_id)
        except (TypeError, ValueError, RecursionError):
            raise InvalidCursor from None
        is_id = type(product_id) is int and 0 < product_id <= INT32_MAX
        if given != sort or not is_id:
            raise InvalidCursor
        return cursor


_WHOLE: Final = re.compile(r"[0-9]{1,18}")
_SCORE: Final = re.compile(r"[0-9]{1,6}(\.[0-9]{1,12})?")
_MOMENT: Final = re.compile(r"[0-9-]{10}T[0-9:]{8}\.[0-9]{6}Z")
_NAME: Final = re.compile(r"[^\x00\ud800-\udfff]{1,200}")


def _read_key(sort: Sort, key: str) -> SortKey:
    """What products are sorted by, as the database compares it.

    Raises:
        ValueError: it is no such thing.
    """
    pattern, read = {
        Sort.CHEAPEST: (_WHOLE, int),
        Sort.DEAREST: (_WHOLE, int),
        Sort.OLDEST: (_MOMENT, datetime.fromisoformat),
        Sort.NEWEST: (_MOMENT, datetime.fromisoformat),
        Sort.NAME: (_NAME, str),
        Sort.NAME_BACKWARDS: (_NAME, str),
        Sort.RELEVANCE: (_SCORE, Decimal),
    }[sort]
    if not pattern.fullmatch(key):
        raise ValueError(key)
    return read(key)


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogFilter:
    visibility: Visibility = Visibility.ON_SALE
    is_active: bool | None = None
    categories: tuple[str, ...] = ()  # any of them
    name: str | None = None
    min_price_minor: int | None = None
    max_price_minor: int | None = None
    in_stock: bool | None = None
    text: str = ""  # what a person typed into the search field

    def __post_init__(self) -> None:
        low, high = self.min_price_minor, self.max_price_minor
        if low is not None and high is not None and high < low:
            raise PriceRangeEmpty

    @property
    def words(self) -> tuple[str, ...]:
        """Each once, in lower case; beyond the eighth nothing becomes clearer."""
        return tuple(dict.fromkeys(self.text.lower().split()))[:8]


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogQuery:
    matching: CatalogFilter
    limit: int
    offset: int = 0
    sort: Sort = Sort.NEWEST
    after: Cursor | None = None


def parse_sort(text: str | None, *, is_search: bool) -> Sort:
    """Read the reference's `sort_by`; a search without one shows the best matches first.

    Raises:
        InvalidSort: it is none that we know.
    """
    if text is None:
        return Sort.RELEVANCE if is_search else Sort.NEWEST
    try:
        sort = Sort(text)
    except ValueError:
        raise InvalidSort from None
    return Sort.NEWEST if sort is Sort.RELEVANCE and not is_search else sort
