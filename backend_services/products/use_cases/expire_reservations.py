from backend_services.contracts.products import ReservationExpiredV1
from backend_services.products.adapters.reservation_rows import lock_due
from backend_services.products.domain.reservation import ReservationState
from backend_services.products.use_cases.move_reservations import move_reservations
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.ids import NewId
from backend_services.shared.messaging import outbox
from backend_services.shared.messaging.outbox import Aggregate


async def expire_reservations(
    session: WriteSession, *, clock: Clock, new_id: NewId, limit: int = 100
) -> int:
    """Free the holds whose time is up, at most `limit` of them; answer how many."""
    now = clock.now()
    expired = await move_reservations(
        session,
        reservation_ids=await lock_due(session, at=now, limit=limit),
        current=ReservationState.HELD,
        to=ReservationState.EXPIRED,
        clock=clock,
        new_id=new_id,
    )
    for reservation_id, version in expired.items():
        await outbox.append(
            session,
            aggregate=Aggregate("reservation", reservation_id, version),
            event=ReservationExpiredV1(reservation_id=reservation_id),
            event_id=new_id(),
            at=now,
        )
    return len(expired)
