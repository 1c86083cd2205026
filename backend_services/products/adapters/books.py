"""The stock rows: the one place where units are counted."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import ColumnElement, text, update
from sqlmodel import col

from backend_services.products.adapters.tables import Stock
from backend_services.products.domain.reservation import Effect
from backend_services.shared.db.session import WriteSession

# Rows are locked in the order of product ids by a CTE of its own: inside a plain UPDATE ... FROM
# the order is the planner's, and two carts would deadlock. FOR NO KEY UPDATE, because FOR UPDATE
# conflicts with the key-share locks of foreign keys.
_CHANGE: Final = text("""
with wanted as (
       select *
         from unnest(cast(:product_ids as integer[]), cast(:quantities as bigint[]))
              as w (product_id, quantity)),
     locked as materialized (
       select s.product_id
         from stock s join wanted using (product_id)
        order by s.product_id
          for no key update of s)
update stock s
   set on_hand = s.on_hand + cast(:on_hand as bigint) * w.quantity,
       reserved = s.reserved + cast(:reserved as bigint) * w.quantity,
       version = s.version + 1
  from wanted w join locked using (product_id)
 where s.product_id = w.product_id
   and s.on_hand - s.reserved
       + (cast(:on_hand as bigint) - cast(:reserved as bigint)) * w.quantity >= 0
returning s.product_id
""")


async def change_books(
    session: WriteSession, *, quantities: Mapping[int, int], effect: Effect
) -> set[int]:
    """Apply the effect to so many units of each product; hold the rows until the commit.

    Answers the products whose books changed: one that has too few units is not among them, and
    then the caller must roll back.
    """
    rows = await session.execute(
        _CHANGE,
        {
            "product_ids": list(quantities),
            "quantities": list(quantities.values()),
            "on_hand": effect.on_hand,
            "reserved": effect.reserved,
        },
    )
    return set(rows.scalars())


async def take_product(session: WriteSession, *, product_id: int) -> bool:
    """Lock a product's stock row, as every edit of the product must; False for no such product."""
    return await _write(session, product_id=product_id, values={})


async def count_stock(session: WriteSession, *, product_id: int, stock_quantity: int) -> bool:
    """Lock the stock row and say how many units can be bought; what is reserved stays reserved."""
    on_hand = col(Stock.reserved) + stock_quantity
    return await _write(session, product_id=product_id, values={"on_hand": on_hand})


async def _write(
    session: WriteSession, *, product_id: int, values: Mapping[str, ColumnElement[int]]
) -> bool:
    statement = (
        update(Stock)
        .where(col(Stock.product_id) == product_id)
        .values(**values, version=col(Stock.version) + 1)
        .returning(col(Stock.product_id))
    )
    return (await session.execute(statement)).first() is not None
