from collections.abc import Collection
from uuid import UUID

from backend_services.contracts.products import ProductStockChangedV1
from backend_services.products.adapters.books import change_books
from backend_services.products.adapters.offers import read_offers
from backend_services.products.adapters.reservation_rows import flip_state, sum_quantities
from backend_services.products.domain.movement import Note, cause_of
from backend_services.products.domain.offer import OutOfStock, as_short
from backend_services.products.domain.reservation import NOTHING, ReservationState, effect_of
from backend_services.products.use_cases.announce_products import announce_products
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.ids import NewId


async def move_reservations(
    session: WriteSession,
    *,
    reservation_ids: Collection[UUID],
    current: ReservationState,
    to: ReservationState,
    clock: Clock,
    new_id: NewId,
) -> dict[UUID, int]:
    """Take one step with those that are still in `current`; answer their new versions.

    The books change with the step, and the window hears of it where more or less can be bought.
    One call for many, so that the stock rows of all of them are locked in one order.

    Raises:
        IllegalStep: there is no such step.
        OutOfStock: the step takes units and there are too few; the caller must roll back.
    """
    effect = effect_of(current, to)
    moved = await flip_state(session, reservation_ids=reservation_ids, current=current, to=to)
    if not moved or effect == NOTHING:
        return moved
    quantities = await sum_quantities(session, reservation_ids=moved)
    note = Note(
        cause=cause_of(current, to),
        at=clock.now(),
        reservation_id=next(iter(moved)) if len(moved) == 1 else None,
    )
    changed = await change_books(session, quantities=quantities, effect=effect, note=note)
    if effect.available:
        offers = await read_offers(session, product_ids=quantities)
        missing = quantities.keys() - changed
        short = [as_short(offers[one], requested=quantities[one]) for one in missing]
        if short:
            raise OutOfStock(short)
        await announce_products(
            session,
            fact=ProductStockChangedV1,
            offers=offers.values(),
            clock=clock,
            new_id=new_id,
        )
    return moved
