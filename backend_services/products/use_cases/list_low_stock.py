from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from backend_services.products.adapters.low_stock import count_low, find_lowest
from backend_services.products.domain.stock_level import LOW_AT_MOST
from backend_services.shared.db.session import ReadSession


@dataclass(frozen=True, slots=True)
class LowStock:
    items: Sequence[dict[str, Any]]
    total: int
    low_at_most: int


async def list_low_stock(session: ReadSession, *, limit: int) -> LowStock:
    """What is on sale and runs out, the fewest units first; `total` counts all of it."""
    return LowStock(
        items=await find_lowest(session, limit=limit),
        total=await count_low(session),
        low_at_most=LOW_AT_MOST,
    )
