from uuid import UUID

from backend_services.products.adapters.reservation_rows import lock_state
from backend_services.products.domain.reservation import ReservationState
from backend_services.products.use_cases.move_reservations import move_reservations
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.ids import NewId


async def release_reservation(
    session: WriteSession, *, reservation_id: UUID, clock: Clock, new_id: NewId
) -> None:
    """The order has ended: what it held is free, what it had bought is back on the shelf; once."""
    state = await lock_state(session, reservation_id=reservation_id)
    if state is None or state is ReservationState.RELEASED:
        return  # never heard of (a hold that comes late ends by its time), or given back before
    await move_reservations(
        session,
        reservation_ids=[reservation_id],
        current=state,
        to=ReservationState.RELEASED,
        clock=clock,
        new_id=new_id,
    )
