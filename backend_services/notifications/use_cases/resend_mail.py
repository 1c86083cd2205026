from uuid import UUID, uuid5

from backend_services.notifications.adapters import mail_queue, repository
from backend_services.notifications.adapters.audit_log import LOG, named
from backend_services.notifications.adapters.mail_queue import MailCopy
from backend_services.notifications.adapters.mail_reading import with_ids
from backend_services.notifications.adapters.tables import Notification
from backend_services.notifications.domain.delivery import MailStatus
from backend_services.notifications.domain.errors import (
    MailHoldsSecret,
    NotificationNotFound,
    OnlySentCanBeResent,
)
from backend_services.notifications.domain.viewer import Viewer
from backend_services.notifications.use_cases.record_notice import Desk
from backend_services.notifications.use_cases.view_notification import view_notification
from backend_services.shared.audit.log import Act
from backend_services.shared.db.after_commit import after_commit
from backend_services.shared.db.session import WriteSession
from backend_services.shared.ids import new_id
from backend_services.shared.observability.context import current_request_id
from backend_services.shared.observability.logging import get_logger

log = get_logger()


async def resend_mail(
    session: WriteSession, *, by: Viewer, notification_id: int, key: str | None, desk: Desk
) -> Notification:
    """Send a mail that was sent once more, as a notification of its own that says who wanted it.

    The bytes are the same but for the ids: mail programs hide what they have seen before, and this
    mail has a request of its own.
    The same key of the same person gives the copy that was made first.

    Raises:
        NotificationNotFound: there is none with that id.
        OnlySentCanBeResent: it waits, is under way, or failed.
        MailHoldsSecret: its link may be used up, and must not travel twice.
    """
    found = await repository.find_with_mail(session, notification_id=notification_id)
    if found is None:
        raise NotificationNotFound
    if found.is_confidential:
        raise MailHoldsSecret
    if found.status is not MailStatus.SENT:
        raise OnlySentCanBeResent
    copy_id = _copy_id(found.event_id, by=by, key=key)
    request_id = current_request_id()
    made = await mail_queue.enqueue_copy(
        session,
        MailCopy(
            of=found,
            event_id=copy_id,
            message=with_ids(found.message, message_id=copy_id, request_id=request_id),
            attempts_allowed=desk.retry_policy.attempts,
            created_at=desk.clock.now(),
            request_id=request_id,
            wanted_by=by.user_id,
        ),
    )
    if made is not None:
        act = Act("mail.resent", subject=named(notification_id), changes={"copy": [None, made]})
        await LOG.record(session, act, actor=by, at=desk.clock.now())
        log.info("mail.resend_asked", notification_id=notification_id, copy=made, by=by.user_id)
        after_commit(session, desk.mail_wakeups.wake)
    copy = made or await repository.id_of_event(session, event_id=copy_id)
    return await view_notification(session, viewer=by, notification_id=copy)


def _copy_id(event_id: UUID, *, by: Viewer, key: str | None) -> UUID:
    return new_id() if key is None else uuid5(event_id, f"{by.user_id}:{key}")
