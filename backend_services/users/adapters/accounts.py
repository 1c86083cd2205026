from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from backend_services.shared.db.session import ReadSession, WriteSession
from backend_services.shared.http.tokens import Role
from backend_services.users.adapters.tables import User


async def add_if_free(
    session: WriteSession,
    *,
    email: str,
    username: str,
    password_hash: str,
    role: Role,
    at: datetime,
) -> User | None:
    """The new account, or None where the email or the username (or both) are taken.

    The unique constraints decide: of two at the same time, one waits and then sees the other.
    """
    row = (
        insert(User)
        .values(
            email=email,
            username=username,
            password_hash=password_hash,
            role=role,
            is_active=True,
            version=1,
            created_at=at,
            updated_at=at,
        )
        .on_conflict_do_nothing()
        .returning(User)
    )
    return (await session.execute(row)).scalar_one_or_none()


async def find(session: ReadSession, *, user_id: int) -> User | None:
    return await session.get(User, user_id)


async def find_by_email(session: ReadSession, *, email: str) -> User | None:
    statement = select(User).where(col(User.email) == email)
    return (await session.execute(statement)).scalar_one_or_none()
