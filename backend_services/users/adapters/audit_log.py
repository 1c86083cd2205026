from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, insert
from sqlmodel import col, select

from backend_services.shared.db.session import ReadSession, WriteSession
from backend_services.shared.http.tokens import Principal
from backend_services.shared.observability.context import current_request_id
from backend_services.users.adapters.tables import AuditEntry, User


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it; a command at the server is nobody with an account."""

    user_id: int | None
    role: str | None

    @classmethod
    def of(cls, principal: Principal) -> "Actor":
        return cls(user_id=principal.user_id, role=principal.role.value)

    @classmethod
    def owner(cls, user: User) -> "Actor":
        return cls(user_id=user.id, role=user.role.value)


COMMAND = Actor(user_id=None, role=None)


@dataclass(frozen=True, slots=True)
class Act:
    action: str
    subject_user_id: int
    changes: Mapping[str, Any]  # {"role": ["customer", "staff"]}: from what to what; no secrets


async def record(session: WriteSession, act: Act, *, actor: Actor, at: datetime) -> None:
    row = insert(AuditEntry).values(
        at=at,
        actor_user_id=actor.user_id,
        actor_role=actor.role,
        action=act.action,
        subject_user_id=act.subject_user_id,
        changes=dict(act.changes),
        request_id=current_request_id(),
    )
    await session.execute(row)


@dataclass(frozen=True, slots=True)
class AuditFilter:
    subject_user_id: int | None = None
    actor_user_id: int | None = None
    action: str | None = None


@dataclass(frozen=True, slots=True)
class AuditPage:
    items: list[AuditEntry]
    total: int
    limit: int
    offset: int


async def find_page(
    session: ReadSession, *, matching: AuditFilter, limit: int, offset: int
) -> AuditPage:
    """Newest first."""
    wanted = {
        AuditEntry.subject_user_id: matching.subject_user_id,
        AuditEntry.actor_user_id: matching.actor_user_id,
        AuditEntry.action: matching.action,
    }
    conditions: list[ColumnElement[bool]] = [
        col(column) == value for column, value in wanted.items() if value is not None
    ]
    total = await session.scalar(select(func.count()).select_from(AuditEntry).where(*conditions))
    rows = await session.execute(
        select(AuditEntry)
        .where(*conditions)
        .order_by(col(AuditEntry.id).desc())
        .limit(limit)
        .offset(offset)
    )
    return AuditPage(items=list(rows.scalars()), total=total or 0, limit=limit, offset=offset)
