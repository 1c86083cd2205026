from enum import StrEnum


class OrderSort(StrEnum):
    """In what order a list of orders stands; of equals the id decides, in the same direction."""

    NEWEST = "-created_at"
    OLDEST = "created_at"
    DEAREST = "-total"
    CHEAPEST = "total"

    @property
    def is_by_time(self) -> bool:
        return self in {OrderSort.NEWEST, OrderSort.OLDEST}

    @property
    def is_descending(self) -> bool:
        return self.value.startswith("-")
