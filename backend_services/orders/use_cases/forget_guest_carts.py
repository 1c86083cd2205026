from datetime import timedelta
from typing import Final

from backend_services.orders.adapters import carts
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession

_BATCH: Final = 1000


async def forget_guest_carts(session: WriteSession, *, older_than: timedelta, clock: Clock) -> int:
    """Guests who stay away that long do not come back; answers how many were forgotten."""
    return await carts.forget_guests(session, before=clock.now() - older_than, limit=_BATCH)
