from typing import Final

from backend_services.notifications.adapters import mail_queue
from backend_services.notifications.adapters.mail_queue import ClaimedMail
from backend_services.notifications.adapters.smtp import MailNotSent
from backend_services.notifications.domain.delivery import RetryPolicy
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.observability.logging import get_logger

log = get_logger()

LINK_IS_OVER: Final = "Its link ends before it could be sent: its reader can ask for a new one"


async def mark_mail_unsent(
    session: WriteSession, *, mail: ClaimedMail, why: MailNotSent, policy: RetryPolicy, clock: Clock
) -> None:
    """Try again later; failed when that is pointless or was the last allowed attempt.

    Pointless is also what would arrive when the link in it is over.
    """
    about = {"notification_id": mail.notification_id, "attempt": mail.attempt, "reason": why.reason}
    if why.is_permanent or mail.attempt >= mail.attempts_allowed:
        await mail_queue.mark_failed(session, mail, reason=why.reason)
        log.error("mail.failed", **about)
        return
    # In a row: those before a retry by hand do not count.
    in_a_row = mail.attempt - (mail.attempts_allowed - policy.attempts)
    until = policy.next_attempt(attempt=max(in_a_row, 1), now=clock.now())
    if mail.is_useless(at=until):
        await mail_queue.mark_failed(session, mail, reason=f"{why.reason}. {LINK_IS_OVER}")
        log.error("mail.failed", **about, link="over")
        return
    await mail_queue.postpone(session, mail, until=until, reason=why.reason)
    log.warning("mail.postponed", until=until.isoformat(), **about)
