"""What the outbox says that notifications shall mail: the links, as people would get them."""

from typing import Any

from sqlalchemy import select

from backend_services.shared.db.session import SessionMaker
from backend_services.shared.messaging.tables import OUTBOX


async def mailed(sessions: SessionMaker, *, type: str) -> list[dict[str, Any]]:  # noqa: A002 - the column's name
    """The payloads of that type, oldest first."""
    async with sessions() as session:
        rows = await session.execute(
            select(OUTBOX.c.payload).where(OUTBOX.c.type == type).order_by(OUTBOX.c.position)
        )
        return [row.payload for row in rows]


async def welcome_link(sessions: SessionMaker) -> str:
    return (await mailed(sessions, type="user.registered"))[-1]["verification_token"]


async def verification_link(sessions: SessionMaker) -> str:
    mails = await mailed(sessions, type="user.email_verification_requested")
    return mails[-1]["verification_token"]


async def reset_links(sessions: SessionMaker) -> list[str]:
    mails = await mailed(sessions, type="user.password_reset_requested")
    return [mail["reset_token"] for mail in mails]
