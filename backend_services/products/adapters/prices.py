from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from backend_services.products.adapters.tables import PRICE
from backend_services.products.domain.price import PriceSet
from backend_services.shared.audit.actor import Actor
from backend_services.shared.db.session import ReadSession, WriteSession


async def note_prices(
    session: WriteSession, *, lines: Sequence[PriceSet], by: Actor, at: datetime
) -> None:
    if not lines:
        return
    rows = [
        {
            "product_id": line.product_id,
            "version": line.version,
            "price_minor": line.price.minor,
            "compare_at_price_minor": line.compare_at_price and line.compare_at_price.minor,
            "currency": line.price.currency.value,
            "at": at,
            "actor_user_id": by.user_id,
        }
        for line in lines
    ]
    await session.execute(insert(PRICE), rows)


async def find_prices(
    session: ReadSession, *, product_id: int, limit: int, offset: int
) -> list[dict[str, Any]]:
    """Newest first."""
    statement = (
        select(PRICE)
        .where(PRICE.c.product_id == product_id)
        .order_by(PRICE.c.version.desc())
        .limit(limit)
        .offset(offset)
    )
    return [{**row} for row in (await session.execute(statement)).mappings()]
