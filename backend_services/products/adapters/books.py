"""The stock rows and their ledger: the one place where units are counted."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple

from sqlalchemy import ARRAY, Text, any_, bindparam, cast, insert, select, text, update
from sqlmodel import col

from backend_services.products.adapters.tables import MOVEMENT, PRODUCT, STOCK, Stock
from backend_services.products.domain.books import Books
from backend_services.products.domain.movement import Note
from backend_services.products.domain.reservation import Effect
from backend_services.shared.db.session import WriteSession

# Rows are locked in the order of product ids by a CTE of its own: inside a plain UPDATE ... FROM
# the order is the planner's, and two carts would deadlock. FOR NO KEY UPDATE, because FOR UPDATE
# conflicts with the key-share locks of foreign keys. The ledger's lines ride along: no round trip.
_CHANGE: Final = text("""
with wanted as (
       select *
         from unnest(cast(:product_ids as integer[]), cast(:quantities as bigint[]))
              as w (product_id, quantity)),
     locked as materialized (
       select s.product_id
         from stock s join wanted using (product_id)
        order by s.product_id
          for no key update of s),
     changed as (
       update stock s
          set on_hand = s.on_hand + cast(:on_hand as bigint) * w.quantity,
              reserved = s.reserved + cast(:reserved as bigint) * w.quantity,
              version = s.version + 1
         from wanted w join locked using (product_id)
        where s.product_id = w.product_id
          and s.on_hand - s.reserved
              + (cast(:on_hand as bigint) - cast(:reserved as bigint)) * w.quantity >= 0
       returning s.product_id, s.version, s.on_hand, s.reserved, w.quantity)
insert into stock_movement (product_id, version, at, cause, on_hand_change, reserved_change,
                            on_hand, reserved, reservation_id)
select product_id, version, :at, :cause, cast(:on_hand as bigint) * quantity,
       cast(:reserved as bigint) * quantity, on_hand, reserved, :reservation_id
  from changed
returning product_id
""")


async def change_books(
    session: WriteSession, *, quantities: Mapping[int, int], effect: Effect, note: Note
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
            "at": note.at,
            "cause": note.cause.value,
            "reservation_id": note.reservation_id,
        },
    )
    return set(rows.scalars())


class Turn(NamedTuple):
    """What became of a product's books."""

    product_id: int
    before: Books
    after: Books


async def open_books(session: WriteSession, *, on_hand: Mapping[int, int], note: Note) -> None:
    """The books of new products, by their ids."""
    rows = [
        {"product_id": product_id, "on_hand": units, "reserved": 0, "version": 1}
        for product_id, units in on_hand.items()
    ]
    await session.execute(insert(STOCK), rows)
    turns = [
        Turn(product_id, Books(0, 0, 0), Books(on_hand=units, reserved=0, version=1))
        for product_id, units in on_hand.items()
    ]
    await _note(session, turns=turns, note=note)


async def lock_books(session: WriteSession, *, product_id: int) -> Books | None:
    """Hold the stock row, as every edit of the product must; None for no such product."""
    statement = (
        select(col(Stock.on_hand), col(Stock.reserved), col(Stock.version))
        .where(col(Stock.product_id) == product_id)
        .order_by(col(Stock.product_id))
        .with_for_update(key_share=True)
    )
    found = (await session.execute(statement)).first()
    return None if found is None else Books(found.on_hand, found.reserved, found.version)


async def lock_books_of(session: WriteSession, *, skus: Collection[str]) -> set[int]:
    """As `lock_books`, of all products with these SKUs; their ids."""
    statement = (
        select(STOCK.c.product_id)
        .join(PRODUCT, PRODUCT.c.id == STOCK.c.product_id)
        .where(PRODUCT.c.sku == any_(cast([*skus], ARRAY(Text))))
        .order_by(STOCK.c.product_id)
        .with_for_update(key_share=True, of=STOCK)
    )
    return set((await session.execute(statement)).scalars())


async def write_books(session: WriteSession, *, turns: Sequence[Turn], note: Note) -> None:
    """Write what became of books that the caller holds; the ledger tells what moved."""
    statement = (
        update(STOCK)
        .where(STOCK.c.product_id == bindparam("of_product"))
        .values(on_hand=bindparam("on_hand"), version=bindparam("version"))
    )
    rows = [
        {
            "of_product": turn.product_id,
            "on_hand": turn.after.on_hand,
            "version": turn.after.version,
        }
        for turn in turns
    ]
    await session.execute(statement, rows)
    moved = [turn for turn in turns if turn.after.on_hand != turn.before.on_hand]
    await _note(session, turns=moved, note=note)


async def _note(session: WriteSession, *, turns: Sequence[Turn], note: Note) -> None:
    if not turns:
        return
    rows = [
        {
            "product_id": product_id,
            "version": after.version,
            "at": note.at,
            "cause": note.cause.value,
            "on_hand_change": after.on_hand - before.on_hand,
            "reserved_change": after.reserved - before.reserved,
            "on_hand": after.on_hand,
            "reserved": after.reserved,
            "actor_user_id": note.actor_user_id,
            "reason": note.reason,
            "idempotency_key": note.idempotency_key,
        }
        for product_id, before, after in turns
    ]
    await session.execute(insert(MOVEMENT), rows)
