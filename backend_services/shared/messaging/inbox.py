from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from backend_services.shared.db.session import WriteSession
from backend_services.shared.messaging.tables import INBOX


async def once(session: WriteSession, *, consumer: str, event_id: UUID) -> bool:
    """True for the first delivery only. A concurrent twin waits for our commit, then sees False."""
    row = (
        insert(INBOX)
        .values(consumer=consumer, event_id=event_id)
        .on_conflict_do_nothing()
        .returning(INBOX.c.event_id)
    )
    return (await session.execute(row)).first() is not None
