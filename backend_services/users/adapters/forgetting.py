from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Mapped
from sqlmodel import SQLModel

from backend_services.shared.db.session import WriteSession


@dataclass(frozen=True, slots=True)
class Forgettable:
    """Rows that say nothing any more."""

    table: type[SQLModel]
    key: Mapped[Any]
    condition: ColumnElement[bool]


async def forget(session: WriteSession, rows: Forgettable, *, limit: int) -> int:
    """Delete at most so many; answer how many."""
    old = select(rows.key).where(rows.condition).limit(limit)
    deleted = await session.execute(delete(rows.table).where(rows.key.in_(old)).returning(rows.key))
    return len(deleted.all())
