from datetime import timedelta
from typing import Final

from backend_services.orders.adapters import idempotency
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession

_BATCH: Final = 5000


async def forget_idempotency_keys(
    session: WriteSession, *, older_than: timedelta, clock: Clock
) -> int:
    """Keys live as long as a client may retry; answers how many were forgotten."""
    return await idempotency.prune(session, before=clock.now() - older_than, limit=_BATCH)
