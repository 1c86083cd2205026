from backend_services.notifications.adapters import repository
from backend_services.notifications.adapters.repository import (
    NotificationFilter,
    NotificationPage,
    Slice,
)
from backend_services.notifications.domain.viewer import Viewer
from backend_services.shared.db.session import ReadSession


async def browse_notifications(
    session: ReadSession, *, viewer: Viewer, matching: NotificationFilter, part: Slice
) -> NotificationPage:
    """One page, newest first."""
    return await repository.find_page(session, viewer=viewer, matching=matching, part=part)
