"""Imports as rows of their own: each is written in a transaction beside the import's."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from backend_services.products.adapters.tables import IMPORT
from backend_services.products.domain.product_import import (
    ImportIsRunning,
    ImportState,
    ProductImport,
    ProductUpload,
)
from backend_services.shared.audit.actor import Actor
from backend_services.shared.db.session import ReadSession, WriteSession


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    created: int
    updated: int
    unchanged: int


async def find_import(session: ReadSession, *, import_id: UUID) -> ProductImport | None:
    statement = select(IMPORT).where(IMPORT.c.id == import_id)
    row = (await session.execute(statement)).mappings().one_or_none()
    if row is None:
        return None
    fields: dict[str, Any] = {**row, "state": ImportState(row["state"])}
    return ProductImport(**fields)


async def begin_attempt(
    session: WriteSession,
    *,
    upload: ProductUpload,
    lines: int,
    after: int,
    by: Actor,
    at: datetime,
) -> int:
    """Note that it begins, or begins again after so many attempts; answer which one this is.

    Raises:
        ImportIsRunning: somebody else began it meanwhile.
    """
    row = {
        "digest": upload.digest,
        "attempt": after + 1,
        "state": ImportState.RUNNING.value,
        "lines": lines,
        "written": 0,
        "created": 0,
        "updated": 0,
        "unchanged": 0,
        "reason": None,
        "actor_user_id": by.user_id,
        "started_at": at,
        "told_at": at,
    }
    statement = (
        insert(IMPORT)
        .values(id=upload.import_id, **row)
        .on_conflict_do_update(
            index_elements=[IMPORT.c.id],
            set_=row,
            where=(IMPORT.c.attempt == after) & (IMPORT.c.state != ImportState.DONE.value),
        )
        .returning(IMPORT.c.attempt)
    )
    attempt = (await session.execute(statement)).scalar_one_or_none()
    if attempt is None:
        raise ImportIsRunning
    return attempt


async def tell_progress(
    session: WriteSession, *, import_id: UUID, attempt: int, written: int, at: datetime
) -> None:
    statement = (
        update(IMPORT)
        .where(IMPORT.c.id == import_id, IMPORT.c.attempt == attempt)
        .values(written=written, told_at=at)
    )
    await session.execute(statement)


async def tell_failure(
    session: WriteSession, *, import_id: UUID, attempt: int, reason: str, at: datetime
) -> None:
    statement = (
        update(IMPORT)
        .where(
            IMPORT.c.id == import_id,
            IMPORT.c.attempt == attempt,
            # The answer to a commit may be lost, and the commit not.
            IMPORT.c.state == ImportState.RUNNING.value,
        )
        .values(state=ImportState.FAILED.value, reason=reason[:200], told_at=at)
    )
    await session.execute(statement)


async def finish_attempt(
    session: WriteSession, *, import_id: UUID, attempt: int, counts: Counts, at: datetime
) -> None:
    """In the transaction that imports: it is done if, and only if, all of it is there.

    Raises:
        ImportIsRunning: this attempt was given up for dead, and another one is at work.
    """
    statement = (
        update(IMPORT)
        .where(
            IMPORT.c.id == import_id,
            IMPORT.c.attempt == attempt,
            IMPORT.c.state == ImportState.RUNNING.value,
        )
        .values(
            state=ImportState.DONE.value,
            written=IMPORT.c.lines,
            created=counts.created,
            updated=counts.updated,
            unchanged=counts.unchanged,
            told_at=at,
        )
        .returning(IMPORT.c.id)
    )
    if (await session.execute(statement)).scalar_one_or_none() is None:
        raise ImportIsRunning
