from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from backend_services.contracts.products import ProductStockChangedV1
from backend_services.products.adapters.books import change_books
from backend_services.products.adapters.offers import read_offers
from backend_services.products.adapters.reservation_rows import (
    insert_lines,
    open_reservation,
    read_reservation,
)
from backend_services.products.domain.movement import Cause, Note
from backend_services.products.domain.offer import (
    Offer,
    WantedLine,
    check_terms,
    lacking,
    merge,
)
from backend_services.products.domain.reservation import (
    HOLD,
    Reservation,
    ReservationState,
    ReservedLine,
)
from backend_services.products.use_cases.announce_products import announce_products
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.ids import NewId


async def reserve_stock(
    session: WriteSession,
    *,
    reservation_id: UUID,
    lines: Sequence[WantedLine],
    ttl: timedelta,
    clock: Clock,
    new_id: NewId,
) -> Reservation:
    """Hold all of the lines or nothing; asked again, answer what became of the first time.

    Raises:
        ProductNotFound: a product is unknown, or not on sale.
        PriceChanged: a price is not the one that was expected.
        OutOfStock: there are too few units of a product.
        ReservationDiffers: the id was used for other lines.
    """
    quantities = merge(lines)
    now = clock.now()
    expires_at = now + ttl
    is_new = await open_reservation(
        session, reservation_id=reservation_id, expires_at=expires_at, at=now
    )
    if not is_new:
        known = await read_reservation(session, reservation_id=reservation_id)
        known.check_same(quantities)
        return known
    note = Note(cause=Cause.RESERVED, at=now, reservation_id=reservation_id)
    offers = await _take(session, lines=lines, quantities=quantities, note=note)
    reserved = [_snapshot(offers[one], quantity) for one, quantity in quantities.items()]
    await insert_lines(session, reservation_id=reservation_id, lines=reserved)
    await announce_products(
        session, fact=ProductStockChangedV1, offers=offers.values(), clock=clock, new_id=new_id
    )
    return Reservation(
        id=reservation_id, state=ReservationState.HELD, expires_at=expires_at, lines=reserved
    )


async def _take(
    session: WriteSession,
    *,
    lines: Sequence[WantedLine],
    quantities: Mapping[int, int],
    note: Note,
) -> dict[int, Offer]:
    # A glance without locks first: those who come too late must not queue for the hot row.
    glance = await read_offers(session, product_ids=quantities)
    check_terms(lines, glance, short=lacking(quantities, glance))
    taken = await change_books(session, quantities=quantities, effect=HOLD, note=note)
    # Now that we hold the rows, what is read stays true.
    offers = await read_offers(session, product_ids=quantities)
    check_terms(lines, offers, short=quantities.keys() - taken)
    return offers


def _snapshot(offer: Offer, quantity: int) -> ReservedLine:
    return ReservedLine(
        product_id=offer.product_id,
        quantity=quantity,
        sku=offer.sku,
        name=offer.name,
        price=offer.price,
        image_file=offer.image_file,
    )
