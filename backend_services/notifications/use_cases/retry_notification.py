from backend_services.notifications.adapters import mail_queue
from backend_services.notifications.adapters.tables import Notification
from backend_services.notifications.domain.delivery import RetryPolicy
from backend_services.notifications.domain.errors import OnlyFailedCanBeRetried
from backend_services.notifications.domain.viewer import Viewer
from backend_services.notifications.use_cases.view_notification import view_notification
from backend_services.shared.clock import Clock
from backend_services.shared.db.after_commit import after_commit
from backend_services.shared.db.session import WriteSession
from backend_services.shared.messaging.wakeups import Wakeups


async def retry_notification(
    session: WriteSession,
    *,
    viewer: Viewer,
    notification_id: int,
    policy: RetryPolicy,
    mail_wakeups: Wakeups,
    clock: Clock,
) -> Notification:
    """Send a failed mail again, byte for byte. Of two who ask at once, one is told yes."""
    await view_notification(session, viewer=viewer, notification_id=notification_id)
    is_queued = await mail_queue.requeue(
        session,
        notification_id=notification_id,
        more_attempts=policy.attempts,
        now=clock.now(),
    )
    if not is_queued:
        raise OnlyFailedCanBeRetried
    after_commit(session, mail_wakeups.wake)
    return await view_notification(session, viewer=viewer, notification_id=notification_id)
