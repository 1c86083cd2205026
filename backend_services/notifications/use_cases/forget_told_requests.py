from typing import Final

from backend_services.notifications.adapters import restock_requests
from backend_services.notifications.domain.restock import TOLD_KEPT
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession

_BATCH: Final = 5_000  # rows; a delete holds no locks for long


async def forget_told_requests(session: WriteSession, *, clock: Clock) -> int:
    """Drop requests that were answered long ago, so many at once."""
    return await restock_requests.forget_told(session, before=clock.now() - TOLD_KEPT, limit=_BATCH)
