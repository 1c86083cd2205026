"""Who changed what, when, from what to what; each service keeps one such log."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Table, func, insert, select

from backend_services.shared.db.session import ReadSession, WriteSession
from backend_services.shared.observability.context import current_request_id


class Acting(Protocol):
    """Whoever does it; a command at the server is nobody with an account."""

    @property
    def user_id(self) -> int | None: ...

    @property
    def role(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Act:
    action: str  # 'product.updated'
    subject: int | str  # what it was done to, as the service's log names it
    changes: Mapping[str, Any]  # {"price": ["9.00", "8.00"]}: from what to what; no secrets


@dataclass(frozen=True, slots=True)
class AuditFilter:
    subject: int | str | None = None
    actor_user_id: int | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None  # not included


@dataclass(frozen=True, slots=True)
class AuditPlace:
    """Where in the list a page begins, and how long it is."""

    limit: int
    offset: int = 0
    before: int | None = None  # the id of the last entry of the page before


@dataclass(frozen=True, slots=True)
class AuditPage:
    items: Sequence[Mapping[str, Any]]
    total: int
    limit: int
    offset: int
    next_before: int | None  # None: nothing is older


@dataclass(frozen=True, slots=True)
class AuditLog:
    """A table with `id, at, actor_user_id, actor_role, action, changes, request_id`."""

    table: Table
    subject: str  # its column for what was acted on

    async def record(self, session: WriteSession, act: Act, *, actor: Acting, at: datetime) -> None:
        """Note it in the transaction that does it."""
        await self.record_all(session, acts=[act], actor=actor, at=at)

    async def record_all(
        self, session: WriteSession, *, acts: Sequence[Act], actor: Acting, at: datetime
    ) -> None:
        """As `record`, in one round trip."""
        if not acts:
            return
        rows = [
            {
                "at": at,
                "actor_user_id": actor.user_id,
                "actor_role": actor.role,
                "action": act.action,
                self.subject: act.subject,
                "changes": dict(act.changes),
                "request_id": current_request_id(),
            }
            for act in acts
        ]
        await session.execute(insert(self.table), rows)

    async def find_page(
        self, session: ReadSession, *, matching: AuditFilter, place: AuditPlace
    ) -> AuditPage:
        """Newest first; the total is of all that match, wherever the page begins."""
        log, limit = self.table, place.limit
        meant = list(self._meant(matching))
        total = await session.scalar(select(func.count()).select_from(log).where(*meant))
        older = [] if place.before is None else [log.c.id < place.before]
        # One more than asked for: whether there is a next page.
        newest = (
            select(log)
            .where(*meant, *older)
            .order_by(log.c.id.desc())
            .offset(place.offset)
            .limit(limit + 1)
        )
        rows = [{**row} for row in (await session.execute(newest)).mappings()]
        return AuditPage(
            items=rows[:limit],
            total=total or 0,
            limit=limit,
            offset=place.offset,
            next_before=rows[limit - 1]["id"] if len(rows) > limit else None,
        )

    def _meant(self, matching: AuditFilter) -> Iterator[ColumnElement[bool]]:
        log = self.table
        wanted = {
            log.c[self.subject]: matching.subject,
            log.c.actor_user_id: matching.actor_user_id,
            log.c.action: matching.action,
        }
        for column, value in wanted.items():
            if value is not None:
                yield column == value
        if matching.since is not None:
            yield log.c.at >= matching.since
        if matching.until is not None:
            yield log.c.at < matching.until
