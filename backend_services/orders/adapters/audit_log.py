from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from backend_services.orders.adapters.tables import AUDIT_LOG
from backend_services.orders.domain.actor import Actor
from backend_services.shared.db.session import ReadSession, WriteSession
from backend_services.shared.observability.context import current_request_id


@dataclass(frozen=True, slots=True)
class Act:
    action: str
    order_id: int
    changes: Mapping[str, Any]  # {"status": ["pending", "confirmed"]}: from what to what


@dataclass(frozen=True, slots=True)
class AuditEntry:
    id: int
    at: datetime
    actor_user_id: int
    actor_role: str | None
    action: str
    order_id: int
    changes: dict[str, Any]
    request_id: str | None


@dataclass(frozen=True, slots=True)
class AuditFilter:
    order_id: int | None = None
    actor_user_id: int | None = None
    action: str | None = None


@dataclass(frozen=True, slots=True)
class AuditPage:
    items: Sequence[AuditEntry]
    total: int
    limit: int
    offset: int


async def record(session: WriteSession, act: Act, *, actor: Actor, at: datetime) -> None:
    """What somebody with an account did; in the transaction of what they did."""
    row = sa.insert(AUDIT_LOG).values(
        at=at,
        actor_user_id=actor.user_id,
        actor_role=actor.role,
        action=act.action,
        order_id=act.order_id,
        changes=dict(act.changes),
        request_id=current_request_id(),
    )
    await session.execute(row)


async def find_page(
    session: ReadSession, *, matching: AuditFilter, limit: int, offset: int
) -> AuditPage:
    """Newest first."""
    wanted = {
        AUDIT_LOG.c.order_id: matching.order_id,
        AUDIT_LOG.c.actor_user_id: matching.actor_user_id,
        AUDIT_LOG.c.action: matching.action,
    }
    conditions = [column == value for column, value in wanted.items() if value is not None]
    total = await session.scalar(
        sa.select(sa.func.count()).select_from(AUDIT_LOG).where(*conditions)
    )
    rows = await session.execute(
        sa.select(AUDIT_LOG)
        .where(*conditions)
        .order_by(AUDIT_LOG.c.id.desc())
        .limit(limit)
        .offset(offset)
    )
    items = [AuditEntry(**row) for row in rows.mappings()]
    return AuditPage(items=items, total=total or 0, limit=limit, offset=offset)
