from typing import Final

from backend_services.notifications.adapters import mail_queue
from backend_services.notifications.adapters.mail_secrets import SecretStays, without_secret
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.observability.logging import get_logger

log = get_logger()

_AT_ONCE: Final = 200  # in one transaction; the sweeper comes again


async def erase_dead_links(session: WriteSession, *, clock: Clock) -> int:
    """Keep the mails whose links work no more, but not the links' secrets; answer how many."""
    now = clock.now()
    dead = await mail_queue.find_dead_links(session, now=now, limit=_AT_ONCE)
    for mail in dead:
        try:
            left = without_secret(mail.message)
        except SecretStays:
            log.error("mail.secret_not_found", notification_id=mail.notification_id)  # noqa: TRY400 - as when shown
            left = b""  # rather nothing than perhaps a secret
        await mail_queue.keep_without_secret(
            session, notification_id=mail.notification_id, message=left, now=now
        )
    if dead:
        log.info("mail.links_erased", count=len(dead))
    return len(dead)
