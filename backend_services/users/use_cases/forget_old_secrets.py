from datetime import timedelta
from typing import Final

from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.users.adapters import (
    failed_logins,
    handoff_codes,
    one_time_links,
    reset_requests,
)

_KEPT: Final = timedelta(days=1)  # longer than any window in which they are counted


async def forget_old_secrets(session: WriteSession, *, clock: Clock, limit: int = 1000) -> int:
    """Drop links, counts of wrong passwords and reset requests that say nothing any more."""
    before = clock.now() - _KEPT
    return (
        await one_time_links.delete_old(session, before=before, limit=limit)
        + await failed_logins.delete_old(session, before=before, limit=limit)
        + await handoff_codes.delete_old(session, before=before, limit=limit)
        + await reset_requests.delete_old(session, before=before, limit=limit)
    )
