from backend_services.notifications.adapters import repository
from backend_services.notifications.adapters.tables import Notification
from backend_services.notifications.domain.errors import NotificationNotFound
from backend_services.notifications.domain.viewer import Viewer
from backend_services.shared.db.session import ReadSession


async def view_notification(
    session: ReadSession, *, viewer: Viewer, notification_id: int
) -> Notification:
    found = await repository.find_one(session, viewer=viewer, notification_id=notification_id)
    if found is None:
        raise NotificationNotFound
    return found
