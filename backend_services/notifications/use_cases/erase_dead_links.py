from backend_services.notifications.adapters import mail_queue
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.observability.logging import get_logger

log = get_logger()


async def erase_dead_links(session: WriteSession, *, clock: Clock) -> int:
    """Keep that a mail with a secret was sent, but not the mail, once its link works no more."""
    erased = await mail_queue.erase_dead_links(session, now=clock.now())
    if erased:
        log.info("mail.links_erased", count=erased)
    return erased
