from typing import Final

from backend_services.notifications.adapters import mail_queue
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.observability.logging import get_logger

log = get_logger()

_REASON: Final = "The last attempt was interrupted; whether the mail arrived is not known"


async def fail_abandoned_mails(session: WriteSession, *, clock: Clock) -> int:
    """No mail stays under way for ever: the claim leaves alone what has no attempt left."""
    failed = await mail_queue.fail_abandoned(session, now=clock.now(), reason=_REASON)
    for notification_id in failed:
        log.error("mail.failed", notification_id=notification_id, reason=_REASON)
    return len(failed)
