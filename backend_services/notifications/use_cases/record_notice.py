from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from backend_services.notifications.adapters import feed
from backend_services.notifications.adapters.mail_composer import MailComposer
from backend_services.notifications.adapters.mail_queue import NewMail, enqueue
from backend_services.notifications.domain.delivery import RetryPolicy
from backend_services.notifications.domain.notice import Notice
from backend_services.notifications.live.announcer import Announcer
from backend_services.shared.clock import Clock
from backend_services.shared.db.after_commit import after_commit
from backend_services.shared.db.session import WriteSession
from backend_services.shared.messaging.wakeups import Wakeups
from backend_services.shared.observability.context import current_request_id


@dataclass(frozen=True, slots=True)
class Desk:
    """What it takes to tell somebody something."""

    composer: MailComposer
    retry_policy: RetryPolicy
    announcer: Announcer
    mail_wakeups: Wakeups
    restock_wakeups: Wakeups
    clock: Clock


async def record_notice(
    session: WriteSession, *, notice: Notice, event_id: UUID, occurred_at: datetime, desk: Desk
) -> None:
    """Write the notification with its mail, once an event; say so on the sockets once committed."""
    request_id = current_request_id()
    message = desk.composer.compose(
        notice, event_id=event_id, at=occurred_at, request_id=request_id
    )
    notification_id = await enqueue(
        session,
        NewMail(
            notice=notice,
            event_id=event_id,
            message=message,
            attempts_allowed=desk.retry_policy.attempts,
            created_at=desk.clock.now(),
            occurred_at=occurred_at,
            request_id=request_id,
            link_expires_at=occurred_at + notice.link.lifetime if notice.link else None,
        ),
    )
    if notification_id is None:
        return
    after_commit(session, desk.mail_wakeups.wake)
    if notice.is_news:
        user_id = notice.recipient.user_id
        await feed.append(session, notification_id=notification_id, user_id=user_id)
        after_commit(session, partial(desk.announcer.tell_person, user_id))
