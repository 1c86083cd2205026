from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Table, func, insert, select

from backend_services.shared.audit.actor import Actor
from backend_services.shared.db.session import ReadSession, WriteSession
from backend_services.shared.observability.context import current_request_id


@dataclass(frozen=True, slots=True)
class Act:
    action: str  # 'product.updated'
    subject: str  # 'product:12'
    changes: Mapping[str, Any]  # {"price": ["9.00", "8.00"]}: from what to what; no secrets


@dataclass(frozen=True, slots=True)
class AuditFilter:
    subject: str | None = None
    actor_user_id: int | None = None
    action: str | None = None


@dataclass(frozen=True, slots=True)
class AuditPage:
    items: Sequence[RowMapping]
    total: int
    limit: int
    offset: int


async def record(
    session: WriteSession, act: Act, *, log: Table, actor: Actor, at: datetime
) -> None:
    """Note it in the transaction that does it."""
    row = insert(log).values(
        at=at,
        actor_user_id=actor.user_id,
        actor_role=actor.role,
        action=act.action,
        subject=act.subject,
        changes=dict(act.changes),
        request_id=current_request_id(),
    )
    await session.execute(row)


async def find_page(
    session: ReadSession, *, log: Table, matching: AuditFilter, limit: int, offset: int
) -> AuditPage:
    """Newest first."""
    wanted = {
        log.c.subject: matching.subject,
        log.c.actor_user_id: matching.actor_user_id,
        log.c.action: matching.action,
    }
    conditions = [column == value for column, value in wanted.items() if value is not None]
    total = await session.scalar(select(func.count()).select_from(log).where(*conditions))
    newest = select(log).where(*conditions).order_by(log.c.id.desc()).limit(limit).offset(offset)
    rows = (await session.execute(newest)).mappings().all()
    return AuditPage(items=rows, total=total or 0, limit=limit, offset=offset)
