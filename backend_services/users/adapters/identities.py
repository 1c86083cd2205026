from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from backend_services.shared.db.session import ReadSession, WriteSession
from backend_services.users.adapters.tables import ProviderIdentity, User


async def find_user(session: ReadSession, *, provider: str, subject: str) -> User | None:
    statement = (
        select(User)
        .join(ProviderIdentity, col(ProviderIdentity.user_id) == col(User.id))
        .where(col(ProviderIdentity.provider) == provider, col(ProviderIdentity.subject) == subject)
    )
    return (await session.execute(statement)).scalar_one_or_none()


async def link(
    session: WriteSession, *, provider: str, subject: str, user_id: int, at: datetime
) -> bool:
    """False where the identity is somebody's already, or the account has another one."""
    row = (
        insert(ProviderIdentity)
        .values(provider=provider, subject=subject, user_id=user_id, linked_at=at)
        .on_conflict_do_nothing()
        .returning(col(ProviderIdentity.user_id))
    )
    return (await session.execute(row)).first() is not None
