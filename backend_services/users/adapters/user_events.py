from datetime import datetime
from uuid import UUID

from backend_services.contracts.users import UserAccountChangedV1
from backend_services.shared.db.session import WriteSession
from backend_services.shared.messaging import outbox
from backend_services.shared.messaging.event import Event
from backend_services.shared.messaging.outbox import Aggregate
from backend_services.users.adapters.tables import User


async def append(
    session: WriteSession, *, user: User, event: Event, event_id: UUID, at: datetime
) -> None:
    """Tell the other services; the locked account's version is the event's sequence."""
    user.version += 1
    await session.flush()
    await append_first(session, user=user, event=event, event_id=event_id, at=at)


async def append_first(
    session: WriteSession, *, user: User, event: Event, event_id: UUID, at: datetime
) -> None:
    """Tell of an account that this transaction has opened: its first version is untold yet."""
    await outbox.append(
        session,
        aggregate=Aggregate("user", user.id, user.version),
        event=event,
        event_id=event_id,
        at=at,
    )


async def tell_account_changed(
    session: WriteSession, *, user: User, event_id: UUID, at: datetime
) -> None:
    """Its address, or whether it may be used, is another one now."""
    event = UserAccountChangedV1(user_id=user.id, email=user.email, is_active=user.is_active)
    await append(session, user=user, event=event, event_id=event_id, at=at)
