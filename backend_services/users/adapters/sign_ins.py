from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, select

from backend_services.shared.db.session import ReadSession, WriteSession
from backend_services.users.adapters.forgetting import Forgettable, forget
from backend_services.users.adapters.tables import RefreshToken, SignIn, User
from backend_services.users.adapters.token_issuer import NewRefreshToken
from backend_services.users.domain.refresh_token import RefreshTokenState


@dataclass(frozen=True, slots=True)
class HeldToken:
    sign_in_id: UUID
    state: RefreshTokenState
    user: User


@dataclass(frozen=True, slots=True)
class NewSignIn:
    id: UUID
    user_id: int
    user_agent: str | None = None


async def start(session: WriteSession, *, sign_in: NewSignIn, token: NewRefreshToken) -> None:
    session.add(
        SignIn(
            id=sign_in.id,
            user_id=sign_in.user_id,
            user_agent=sign_in.user_agent,
            started_at=token.issued_at,
            last_used_at=token.issued_at,
            expires_at=token.expires_at,
        )
    )
    await session.flush()  # the token's foreign key needs the row
    session.add(_row(token, sign_in_id=sign_in.id))


async def find_open(session: ReadSession, *, user_id: int, now: datetime) -> list[SignIn]:
    """The sign-ins that can still get new tokens; the one used last comes first."""
    statement = (
        select(SignIn)
        .where(
            col(SignIn.user_id) == user_id,
            col(SignIn.revoked_at).is_(None),
            col(SignIn.expires_at) > now,
        )
        .order_by(col(SignIn.last_used_at).desc(), col(SignIn.id))
    )
    return list((await session.execute(statement)).scalars())


async def lock_by_token(session: WriteSession, *, digest: bytes) -> HeldToken | None:
    """The token's state; locked with its sign-in, so that two uses of one token take turns.

    Both rows: after a wait PostgreSQL shows only the locked ones as they have become meanwhile.
    """
    statement = (
        select(RefreshToken, SignIn, User)
        .join(SignIn, col(SignIn.id) == col(RefreshToken.sign_in_id))
        .join(User, col(User.id) == col(SignIn.user_id))
        .where(col(RefreshToken.digest) == digest)
        .with_for_update(of=(RefreshToken, SignIn), key_share=True)  # VT04: one row of each
    )
    found = (await session.execute(statement)).one_or_none()
    if found is None:
        return None
    token, sign_in, user = found
    state = RefreshTokenState(
        expires_at=token.expires_at, used_at=token.used_at, revoked_at=sign_in.revoked_at
    )
    return HeldToken(sign_in_id=sign_in.id, state=state, user=user)


async def replace_token(
    session: WriteSession, *, sign_in_id: UUID, used: bytes, token: NewRefreshToken
) -> None:
    await session.execute(
        update(RefreshToken).where(col(RefreshToken.digest) == used).values(used_at=token.issued_at)
    )
    await session.execute(
        update(SignIn)
        .where(col(SignIn.id) == sign_in_id)
        .values(expires_at=token.expires_at, last_used_at=token.issued_at)
    )
    session.add(_row(token, sign_in_id=sign_in_id))


async def revoke(session: WriteSession, *, sign_in_id: UUID, at: datetime) -> None:
    await session.execute(
        update(SignIn)
        .where(col(SignIn.id) == sign_in_id, col(SignIn.revoked_at).is_(None))
        .values(revoked_at=at)
    )


async def revoke_by_token(session: WriteSession, *, digest: bytes, at: datetime) -> None:
    """End the sign-in that the token belongs to; nothing happens when there is none."""
    family = select(RefreshToken.sign_in_id).where(col(RefreshToken.digest) == digest)
    await session.execute(
        update(SignIn)
        .where(col(SignIn.id).in_(family), col(SignIn.revoked_at).is_(None))
        .values(revoked_at=at)
    )


async def revoke_own(
    session: WriteSession, *, sign_in_id: UUID, user_id: int, at: datetime
) -> bool:
    """End one of the person's sign-ins; False where they have no such one open."""
    ended = await session.execute(
        update(SignIn)
        .where(
            col(SignIn.id) == sign_in_id,
            col(SignIn.user_id) == user_id,
            col(SignIn.revoked_at).is_(None),
            col(SignIn.expires_at) > at,
        )
        .values(revoked_at=at)
        .returning(col(SignIn.id))
    )
    return ended.first() is not None


async def revoke_all(
    session: WriteSession, *, user_id: int, at: datetime, but: UUID | None = None
) -> None:
    """End the person's sign-ins: all, or all but one."""
    ended = update(SignIn).where(col(SignIn.user_id) == user_id, col(SignIn.revoked_at).is_(None))
    if but is not None:
        ended = ended.where(col(SignIn.id) != but)
    await session.execute(ended.values(revoked_at=at))


async def delete_expired(session: WriteSession, *, before: datetime, limit: int) -> int:
    """Forget sign-ins none of whose tokens can be used any more; answer how many."""
    old = Forgettable(SignIn, key=col(SignIn.id), condition=col(SignIn.expires_at) < before)
    return await forget(session, old, limit=limit)


def _row(token: NewRefreshToken, *, sign_in_id: UUID) -> RefreshToken:
    return RefreshToken(
        digest=token.digest,
        sign_in_id=sign_in_id,
        issued_at=token.issued_at,
        expires_at=token.expires_at,
    )
