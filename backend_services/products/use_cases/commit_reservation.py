from functools import partial
from uuid import UUID

from backend_services.contracts.products import StockUnavailableV1
from backend_services.products.adapters.reservation_rows import lock_state
from backend_services.products.domain.offer import OutOfStock
from backend_services.products.domain.reservation import ReservationState
from backend_services.products.use_cases.move_reservations import move_reservations
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.ids import NewId
from backend_services.shared.messaging import outbox
from backend_services.shared.messaging.outbox import Aggregate


async def commit_reservation(
    session: WriteSession, *, reservation_id: UUID, order_id: int, clock: Clock, new_id: NewId
) -> None:
    """The order stands, so its units are sold.

    Where the hold has expired meanwhile the units are taken again; when they are gone, or nobody
    knows the reservation, `stock.unavailable` tells so.
    """
    step = partial(
        move_reservations, session, reservation_ids=[reservation_id], clock=clock, new_id=new_id
    )
    tell_unavailable = partial(
        _tell_unavailable,
        session,
        event=StockUnavailableV1(reservation_id=reservation_id, order_id=order_id),
        clock=clock,
        new_id=new_id,
    )
    match await lock_state(session, reservation_id=reservation_id):
        case ReservationState.HELD:
            await step(current=ReservationState.HELD, to=ReservationState.COMMITTED)
        case ReservationState.EXPIRED:
            try:
                async with session.begin_nested():
                    await step(current=ReservationState.EXPIRED, to=ReservationState.HELD)
                    await step(current=ReservationState.HELD, to=ReservationState.COMMITTED)
            except OutOfStock:
                # Released for good, so that it is said once.
                moved = await step(current=ReservationState.EXPIRED, to=ReservationState.RELEASED)
                await tell_unavailable(version=moved[reservation_id])
        case ReservationState.COMMITTED | ReservationState.RELEASED:
            pass  # done before, or the order has ended meanwhile
        case None:
            await tell_unavailable(version=1)


async def _tell_unavailable(
    session: WriteSession,
    *,
    event: StockUnavailableV1,
    version: int,
    clock: Clock,
    new_id: NewId,
) -> None:
    await outbox.append(
        session,
        aggregate=Aggregate("reservation", event.reservation_id, version),
        event=event,
        event_id=new_id(),
        at=clock.now(),
    )
