"""How each product stands in the live catalogue.

A row remembers which transaction changed it last. A reader that remembers the oldest transaction
that was still open when it looked finds by it, next time, all that it could not see yet; some rows
it finds twice, and knows them by their sequence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, cast, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.types import BigInteger, Text
from sqlmodel import col

from backend_services.notifications.adapters.tables import CatalogPosition
from backend_services.notifications.domain.news import ProductNews
from backend_services.shared.db.session import ReadSession, WriteSession

_THIS_TRANSACTION: Final[ColumnElement[Any]] = cast(
    cast(func.pg_current_xact_id(), Text), BigInteger
)
_CHANGED_SINCE: Final = text("""
select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as horizon, p.*
  from (select) as one
  left join catalog_positions p on p.changed_in >= cast(:since as bigint)
 order by p.product_id
""")


@dataclass(frozen=True, slots=True)
class CatalogChanges:
    horizon: int  # what to ask with next time
    news: Sequence[ProductNews]


async def advance(session: WriteSession, news: ProductNews, *, name: str) -> bool:
    """Move the product's position forward; False when it is there or further already."""
    values = {
        "name": name,
        "sequence": news.sequence,
        "price": news.price,
        "stock_quantity": news.stock_quantity,
        "is_active": news.is_active,
        "changed_in": _THIS_TRANSACTION,
    }
    row = insert(CatalogPosition).values(product_id=news.product_id, **values)
    forward = row.on_conflict_do_update(
        index_elements=[col(CatalogPosition.product_id)],
        set_=values,
        where=col(CatalogPosition.sequence) < row.excluded.sequence,
    )
    return await session.scalar(forward.returning(col(CatalogPosition.product_id))) is not None


async def hold_still(session: WriteSession, *, product_id: int) -> CatalogPosition | None:
    """Where the product stands; it moves on only after this transaction."""
    one = select(CatalogPosition).where(col(CatalogPosition.product_id) == product_id)
    return await session.scalar(one.with_for_update(read=True))  # VT04: one row


async def find_changes(session: ReadSession, *, since: int | None) -> CatalogChanges:
    """What may have changed since that horizon; with None nothing, only the horizon."""
    rows = (await session.execute(_CHANGED_SINCE, {"since": since})).all()
    return CatalogChanges(
        horizon=rows[0].horizon,
        news=[
            ProductNews(
                product_id=row.product_id,
                sequence=row.sequence,
                price=row.price,
                stock_quantity=row.stock_quantity,
                is_active=row.is_active,
            )
            for row in rows
            if row.product_id is not None
        ],
    )
