import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, update
from sqlmodel import col, select

from backend_services.shared.db.session import ReadSession, WriteSession
from backend_services.users.adapters.forgetting import Forgettable, forget
from backend_services.users.adapters.tables import OneTimeLink
from backend_services.users.adapters.token_issuer import digest
from backend_services.users.domain.one_time_link import Purpose

_SECRET_BYTES: Final = 32  # 256 bits: not to be guessed, so a plain SHA-256 is enough to store it


@dataclass(frozen=True, slots=True)
class RedeemedLink:
    user_id: int
    email: str  # the address that it was mailed to


@dataclass(frozen=True, slots=True)
class LinkWanted:
    user_id: int
    purpose: Purpose
    email: str
    lifetime: timedelta


async def issue(session: WriteSession, *, wanted: LinkWanted, now: datetime) -> str:
    """The secret of a new link; those before it for the same purpose stop working.

    The account's row must be locked: two links issued at once would both be the newest.
    """
    await withdraw(session, user_id=wanted.user_id, purpose=wanted.purpose, now=now)
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    session.add(
        OneTimeLink(
            digest=digest(secret),
            user_id=wanted.user_id,
            purpose=wanted.purpose,
            email=wanted.email,
            created_at=now,
            expires_at=now + wanted.lifetime,
        )
    )
    return secret


async def withdraw(
    session: WriteSession, *, user_id: int, now: datetime, purpose: Purpose | None = None
) -> None:
    """Make the account's unused links end now: those for `purpose`, or all."""
    links = update(OneTimeLink).where(
        col(OneTimeLink.user_id) == user_id,
        col(OneTimeLink.used_at).is_(None),
        col(OneTimeLink.expires_at) > now,
    )
    if purpose is not None:
        links = links.where(col(OneTimeLink.purpose) == purpose)
    await session.execute(links.values(expires_at=now))


async def redeem(
    session: WriteSession, *, secret: str, purpose: Purpose, now: datetime
) -> RedeemedLink | None:
    """Use the link up; of two at the same time only one succeeds. None: it is no longer good."""
    used = (
        update(OneTimeLink)
        .where(
            col(OneTimeLink.digest) == digest(secret),
            col(OneTimeLink.purpose) == purpose,
            col(OneTimeLink.used_at).is_(None),
            col(OneTimeLink.expires_at) > now,
        )
        .values(used_at=now)
        .returning(col(OneTimeLink.user_id), col(OneTimeLink.email))
    )
    found = (await session.execute(used)).one_or_none()
    return RedeemedLink(user_id=found.user_id, email=found.email) if found else None


async def count_since(
    session: ReadSession, *, user_id: int, purpose: Purpose, since: datetime
) -> int:
    issued = (
        select(func.count())
        .select_from(OneTimeLink)
        .where(
            col(OneTimeLink.user_id) == user_id,
            col(OneTimeLink.purpose) == purpose,
            col(OneTimeLink.created_at) > since,
        )
    )
    return await session.scalar(issued) or 0


async def delete_old(session: WriteSession, *, before: datetime, limit: int) -> int:
    """Forget links that ended before then; answer how many."""
    old = Forgettable(
        OneTimeLink, key=col(OneTimeLink.digest), condition=col(OneTimeLink.expires_at) < before
    )
    return await forget(session, old, limit=limit)
