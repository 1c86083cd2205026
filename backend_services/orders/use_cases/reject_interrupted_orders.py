from datetime import timedelta
from typing import Final

from backend_services.orders.adapters import orders
from backend_services.orders.use_cases.reject_order import reject_order
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.ids import NewId

_BATCH: Final = 100


async def reject_interrupted_orders(
    session: WriteSession, *, older_than: timedelta, clock: Clock, new_id: NewId
) -> int:
    """End orders that a crash left `placing`; answers how many. Several may sweep at once."""
    before = clock.now() - older_than
    ids = await orders.interrupted(session, before=before, limit=_BATCH)
    for order_id in ids:
        await reject_order(
            session,
            order_id=order_id,
            reason="interrupted",
            may_be_held=True,
            clock=clock,
            new_id=new_id,
        )
    return len(ids)
