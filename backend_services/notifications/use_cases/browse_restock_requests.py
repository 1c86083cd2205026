from collections.abc import Sequence

from backend_services.notifications.adapters import restock_requests
from backend_services.notifications.adapters.tables import RestockRequest
from backend_services.shared.db.session import ReadSession


async def browse_restock_requests(
    session: ReadSession, *, user_id: int
) -> Sequence[RestockRequest]:
    """All that the person waits for, the latest first; there are never many."""
    return await restock_requests.find_open(session, user_id=user_id)
