from datetime import datetime

from sqlalchemy import insert, update
from sqlmodel import col, select

from backend_services.shared.db.session import WriteSession
from backend_services.shared.observability.context import current_request_id
from backend_services.users.adapters.forgetting import Forgettable, forget
from backend_services.users.adapters.tables import PasswordResetRequest


async def add(session: WriteSession, *, email: str, at: datetime) -> None:
    await session.execute(
        insert(PasswordResetRequest).values(
            email=email, request_id=current_request_id(), requested_at=at
        )
    )


async def lock_next(session: WriteSession) -> PasswordResetRequest | None:
    """The oldest that nobody has looked at; another process takes another one."""
    statement = (
        select(PasswordResetRequest)
        .where(col(PasswordResetRequest.handled_at).is_(None))
        .order_by(col(PasswordResetRequest.id))
        .limit(1)
        .with_for_update(key_share=True, skip_locked=True)
    )
    return (await session.execute(statement)).scalar_one_or_none()


async def mark_handled(session: WriteSession, *, request_id: int, at: datetime) -> None:
    await session.execute(
        update(PasswordResetRequest)
        .where(col(PasswordResetRequest.id) == request_id)
        .values(handled_at=at)
    )


async def delete_old(session: WriteSession, *, before: datetime, limit: int) -> int:
    """Forget requests handled before then; answer how many."""
    old = Forgettable(
        PasswordResetRequest,
        key=col(PasswordResetRequest.id),
        condition=col(PasswordResetRequest.handled_at) < before,
    )
    return await forget(session, old, limit=limit)
