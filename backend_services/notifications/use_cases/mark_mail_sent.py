from backend_services.notifications.adapters import mail_queue
from backend_services.notifications.adapters.mail_queue import ClaimedMail
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.observability.logging import get_logger

log = get_logger()


async def mark_mail_sent(session: WriteSession, *, mail: ClaimedMail, clock: Clock) -> None:
    if await mail_queue.mark_sent(session, mail, at=clock.now()):
        log.info("mail.sent", notification_id=mail.notification_id, attempt=mail.attempt)
    else:
        # The lease ran out while we sent: whoever took over has sent it too, or will.
        log.error("mail.lease_lost", notification_id=mail.notification_id, attempt=mail.attempt)
