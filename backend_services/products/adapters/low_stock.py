"""Products that run out, read by the partial index on `stock.is_low`."""

from typing import Any

import sqlalchemy as sa

from backend_services.products.adapters.tables import PRODUCT, STOCK
from backend_services.shared.db.session import ReadSession

_AVAILABLE = STOCK.c.on_hand - STOCK.c.reserved
_LOW = (
    STOCK.join(PRODUCT, PRODUCT.c.id == STOCK.c.product_id),
    STOCK.c.is_low & PRODUCT.c.is_active,
)


async def count_low(session: ReadSession) -> int:
    shelf, is_low = _LOW
    return await session.scalar(sa.select(sa.func.count()).select_from(shelf).where(is_low)) or 0


async def find_lowest(session: ReadSession, *, limit: int) -> list[dict[str, Any]]:
    rows = (await session.execute(lowest(limit=limit))).mappings()
    return [{**row} for row in rows]


def lowest(*, limit: int) -> sa.Select[int, str, str, int]:
    """On sale and few left; the fewest first, then by name."""
    shelf, is_low = _LOW
    return (
        sa.select(
            PRODUCT.c.id,
            PRODUCT.c.name,
            PRODUCT.c.sku,
            _AVAILABLE.label("stock_quantity"),
        )
        .select_from(shelf)
        .where(is_low)
        .order_by(_AVAILABLE, PRODUCT.c.name, PRODUCT.c.id)
        .limit(limit)
    )
