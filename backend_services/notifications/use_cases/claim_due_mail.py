from datetime import timedelta

from backend_services.notifications.adapters import mail_queue
from backend_services.notifications.adapters.mail_queue import ClaimedMail
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.observability.logging import get_logger

log = get_logger()


async def claim_due_mail(
    session: WriteSession, *, lease: timedelta, clock: Clock
) -> ClaimedMail | None:
    """Take the next due mail for as long as the lease; None when there is nothing to do."""
    now = clock.now()
    mail = await mail_queue.claim(session, now=now, lease_ends=now + lease)
    if mail is not None and mail.was_interrupted:
        # Its sender died between asking the mail server and writing down the answer.
        log.warning("mail.resent", notification_id=mail.notification_id, attempt=mail.attempt)
    return mail
