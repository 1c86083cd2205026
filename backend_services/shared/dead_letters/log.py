"""Why messages were given up."""

import hashlib
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import RowMapping, func, select, update
from sqlalchemy.dialects.postgresql import insert

from backend_services.shared.db.session import ReadSession, WriteSession
from backend_services.shared.errors import AppError
from backend_services.shared.messaging.broker import ReceivedMessage
from backend_services.shared.messaging.envelope import decode_message
from backend_services.shared.messaging.tables import DEAD_LETTER


@dataclass(frozen=True, slots=True)
class DeadLetterPage:
    items: Sequence[RowMapping]
    total: int


def digest_of(body: str) -> bytes:
    """By which a message is known again, whatever is in it."""
    return hashlib.sha256(body.encode(errors="surrogatepass")).digest()


def reason_of(error: Exception) -> str:
    """What went wrong and where; an error's own words may name people, so only ours are taken."""
    if isinstance(error, AppError):
        return f"{type(error).__name__}: {error.detail}"
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return type(error).__name__
    return f"{type(error).__name__} in {Path(frames[-1].filename).name}:{frames[-1].lineno}"


async def note_dead(
    session: WriteSession, *, queue: str, message: ReceivedMessage, error: Exception, at: datetime
) -> None:
    """Write down, once per message, why it failed the last time."""
    reason = reason_of(error)
    row = insert(DEAD_LETTER).values(
        queue=queue,
        digest=digest_of(message.body),
        reason=reason,
        failed_at=at,
        **_about(message.body),
    )
    again = {"reason": reason, "failed_at": at, "redriven_at": None, "redriven_by": None}
    await session.execute(row.on_conflict_do_update(index_elements=["queue", "digest"], set_=again))


def _about(body: str) -> dict[str, Any]:
    try:
        envelope = decode_message(body)
    except Exception:  # noqa: BLE001 - then it is known by its digest alone
        return {}
    return {
        "event_id": envelope.event_id,
        "type": envelope.event.type,
        "aggregate": envelope.aggregate,
    }


async def find_page(
    session: ReadSession, *, waiting_only: bool, limit: int, offset: int
) -> DeadLetterPage:
    """Newest first."""
    waiting = [DEAD_LETTER.c.redriven_at.is_(None)] if waiting_only else []
    total = await session.scalar(select(func.count()).select_from(DEAD_LETTER).where(*waiting))
    newest = (
        select(DEAD_LETTER)
        .where(*waiting)
        .order_by(DEAD_LETTER.c.failed_at.desc(), DEAD_LETTER.c.id.desc())
        .limit(limit)
        .offset(offset)
    )
    rows = (await session.execute(newest)).mappings().all()
    return DeadLetterPage(items=rows, total=total or 0)


async def find_one(session: ReadSession, *, dead_letter_id: int) -> RowMapping | None:
    statement = select(DEAD_LETTER).where(DEAD_LETTER.c.id == dead_letter_id)
    return (await session.execute(statement)).mappings().one_or_none()


async def mark_redriven(
    session: WriteSession, *, queue: str, digests: Sequence[bytes], by: int | None, at: datetime
) -> None:
    await session.execute(
        update(DEAD_LETTER)
        .where(DEAD_LETTER.c.queue == queue, DEAD_LETTER.c.digest.in_(digests))
        .values(redriven_at=at, redriven_by=by)
    )
