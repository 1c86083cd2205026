from backend_services.notifications.adapters import mail_queue
from backend_services.notifications.adapters.mail_queue import ClaimedMail
from backend_services.notifications.adapters.smtp import MailNotSent
from backend_services.notifications.domain.delivery import RetryPolicy
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.observability.logging import get_logger

log = get_logger()


async def mark_mail_unsent(
    session: WriteSession, *, mail: ClaimedMail, why: MailNotSent, policy: RetryPolicy, clock: Clock
) -> None:
    """Try again later; failed when that is pointless or was the last allowed attempt."""
    about = {"notification_id": mail.notification_id, "attempt": mail.attempt, "reason": why.reason}
    if why.is_permanent or mail.attempt >= mail.attempts_allowed:
        await mail_queue.mark_failed(session, mail, reason=why.reason)
        log.error("mail.failed", **about)
        return
    # In a row: those before a retry by hand do not count.
    in_a_row = mail.attempt - (mail.attempts_allowed - policy.attempts)
    until = policy.next_attempt(attempt=max(in_a_row, 1), now=clock.now())
    await mail_queue.postpone(session, mail, until=until, reason=why.reason)
    log.warning("mail.postponed", until=until.isoformat(), **about)
