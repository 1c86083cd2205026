from typing import Final

from backend_services.notifications.adapters import mail_queue
from backend_services.notifications.adapters.audit_log import LOG, named
from backend_services.notifications.adapters.tables import Notification
from backend_services.notifications.domain.delivery import MailStatus, RetryPolicy
from backend_services.notifications.domain.errors import MailedLinkIsOver, OnlyFailedCanBeRetried
from backend_services.notifications.domain.viewer import Viewer
from backend_services.notifications.use_cases.view_notification import view_notification
from backend_services.shared.audit.log import Act
from backend_services.shared.clock import Clock
from backend_services.shared.db.after_commit import after_commit
from backend_services.shared.db.session import WriteSession
from backend_services.shared.messaging.wakeups import Wakeups

_AGAIN: Final = {"status": [MailStatus.FAILED.value, MailStatus.PENDING.value]}


async def retry_notification(
    session: WriteSession,
    *,
    viewer: Viewer,
    notification_id: int,
    policy: RetryPolicy,
    mail_wakeups: Wakeups,
    clock: Clock,
) -> Notification:
    """Send a failed mail again, byte for byte. Of two who ask at once, one is told yes.

    Raises:
        OnlyFailedCanBeRetried: it waits, is under way or was sent.
        MailedLinkIsOver: nobody could use what it says.
    """
    found = await view_notification(session, viewer=viewer, notification_id=notification_id)
    now = clock.now()
    if found.link_expires_at is not None and found.link_expires_at <= now:
        raise MailedLinkIsOver
    is_queued = await mail_queue.requeue(
        session,
        notification_id=notification_id,
        more_attempts=policy.attempts,
        now=now,
    )
    if not is_queued:
        raise OnlyFailedCanBeRetried
    act = Act("mail.retried", subject=named(notification_id), changes=_AGAIN)
    await LOG.record(session, act, actor=viewer, at=now)
    after_commit(session, mail_wakeups.wake)
    return await view_notification(session, viewer=viewer, notification_id=notification_id)
