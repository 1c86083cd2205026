from datetime import UTC

from backend_services.notifications.adapters import repository
from backend_services.notifications.adapters.repository import MailCounts
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import ReadSession


async def count_mails(session: ReadSession, *, clock: Clock) -> MailCounts:
    """How mails are doing; a day begins at midnight UTC."""
    today = clock.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return await repository.count_mails(session, sent_since=today)
