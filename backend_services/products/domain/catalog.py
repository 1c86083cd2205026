"""What may be asked of the catalogue."""

from dataclasses import dataclass
from enum import StrEnum

from backend_services.shared.errors import BadRequest


class Sort(StrEnum):
    CHEAPEST = "price"
    DEAREST = "-price"
    OLDEST = "created_at"
    NEWEST = "-created_at"
    NAME = "name"
    NAME_BACKWARDS = "-name"


class InvalidSort(BadRequest):
    code, title = "invalid_sort", "Unknown order"

    def __init__(self) -> None:
        super().__init__(f"Invalid sort_by. Allowed: {', '.join(Sort)}")


class Visibility(StrEnum):
    """Which products somebody may see."""

    ON_SALE = "on_sale"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogQuery:
    limit: int
    offset: int
    sort: Sort = Sort.NEWEST
    visibility: Visibility = Visibility.ON_SALE
    is_active: bool | None = None
    category: str | None = None
    name: str | None = None
    words: tuple[str, ...] = ()  # each must occur in name, SKU, category or description


def parse_sort(text: str) -> Sort:
    """Read the reference's `sort_by`.

    Raises:
        InvalidSort: it is none of the six.
    """
    try:
        return Sort(text)
    except ValueError:
        raise InvalidSort from None
