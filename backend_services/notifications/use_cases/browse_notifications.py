from backend_services.notifications.adapters import repository
from backend_services.notifications.adapters.repository import NotificationFilter, NotificationPage
from backend_services.notifications.domain.viewer import Viewer
from backend_services.shared.db.session import ReadSession


async def browse_notifications(
    session: ReadSession, *, viewer: Viewer, matching: NotificationFilter, page: int, page_size: int
) -> NotificationPage:
    """One page, newest first; `page` counts from 1."""
    return await repository.find_page(
        session,
        viewer=viewer,
        matching=matching,
        limit=page_size,
        offset=(page - 1) * page_size,
    )
