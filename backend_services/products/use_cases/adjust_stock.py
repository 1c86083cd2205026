from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from backend_services.contracts.products import ProductStockChangedV1
from backend_services.products.adapters.ledger import find_keyed, find_movement
from backend_services.products.adapters.product_rows import update_product
from backend_services.products.domain.edit import Edit
from backend_services.products.domain.movement import Cause, KeyReused, Movement
from backend_services.products.use_cases.begin_edit import begin_edit
from backend_services.products.use_cases.finish_edit import Done, finish_edit
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.ids import NewId


@dataclass(frozen=True, slots=True)
class Adjustment:
    change: int  # units; fewer when negative
    reason: str
    idempotency_key: str | None = None


async def adjust_stock(
    session: WriteSession, *, edit: Edit, adjustment: Adjustment, clock: Clock, new_id: NewId
) -> Movement:
    """Add or take away units, and say why; with a key that was used, answer what it did.

    Raises:
        ProductNotFound: there is no such product.
        ProductChangedMeanwhile: it, or its stock, is not what the editor has seen.
        StockBelowReserved: fewer would be left than orders hold.
        TooMuchStock: more than can be counted.
        KeyReused: the key stands for another adjustment.
    """
    key = adjustment.idempotency_key
    if key is not None and (known := await _done(session, edit=edit, adjustment=adjustment)):
        return known
    books, _ = await begin_edit(session, edit=edit, counts_stock=True)
    # A twin that held the product before us has used the key by now.
    if key is not None and (known := await _done(session, edit=edit, adjustment=adjustment)):
        return known
    await update_product(session, product_id=edit.product_id, changes={}, at=clock.now())
    adjusted = books.adjusted(adjustment.change)
    done = Done(
        fact=ProductStockChangedV1,
        action="stock.adjusted",
        changes={
            "stock_quantity": [books.available, adjusted.available],
            "reason": adjustment.reason,
        },
        before=books,
        after=adjusted,
        cause=Cause.ADJUSTED,
        reason=adjustment.reason,
        idempotency_key=key,
    )
    try:
        await finish_edit(session, edit=edit, done=done, clock=clock, new_id=new_id)
    except IntegrityError as error:
        # The same key for another product at the same moment.
        if "ix_stock_movement_key" not in str(error.orig):
            raise
        raise KeyReused from error
    return await find_movement(session, product_id=edit.product_id, version=adjusted.version)


async def _done(session: WriteSession, *, edit: Edit, adjustment: Adjustment) -> Movement | None:
    known = await find_keyed(
        session,
        actor_user_id=edit.by.user_id,
        idempotency_key=adjustment.idempotency_key or "",
    )
    if known is None:
        return None
    did = (known.product_id, known.on_hand_change, known.reason)
    if did != (edit.product_id, adjustment.change, adjustment.reason):
        raise KeyReused
    return known
