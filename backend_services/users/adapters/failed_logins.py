"""Wrong passwords by account, counted in the database: for all replicas, across restarts."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import case, delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from backend_services.shared.db.session import ReadSession, WriteSession
from backend_services.users.adapters.forgetting import Forgettable
from backend_services.users.adapters.forgetting import forget as forget_rows
from backend_services.users.adapters.tables import LoginFailures


@dataclass(frozen=True, slots=True)
class FailureLimit:
    """So many wrong passwords in a window; then the account waits for the window's end."""

    failures: int
    window: timedelta


def account_key(email: str) -> bytes:
    """What an account is counted under: the same whether it exists or not."""
    return hashlib.sha256(email.lower().encode()).digest()


async def locked_until(
    session: ReadSession, *, account: bytes, limit: FailureLimit, now: datetime
) -> datetime | None:
    """When the account may be tried again; None: now."""
    row = await session.get(LoginFailures, account)
    if row is None or row.failures < limit.failures:
        return None
    end = row.started_at + limit.window
    return end if end > now else None


async def record(
    session: WriteSession, *, account: bytes, limit: FailureLimit, now: datetime
) -> None:
    """Count one more; a window that is over makes room for a new one."""
    table = LoginFailures
    is_over = col(table.started_at) <= now - limit.window
    row = insert(table).values(account=account, failures=1, started_at=now)
    await session.execute(
        row.on_conflict_do_update(
            index_elements=[col(table.account)],
            set_={
                "failures": case((is_over, 1), else_=col(table.failures) + 1),
                "started_at": case((is_over, now), else_=col(table.started_at)),
            },
        )
    )


async def forget(session: WriteSession, *, account: bytes) -> None:
    await session.execute(delete(LoginFailures).where(col(LoginFailures.account) == account))


async def delete_old(session: WriteSession, *, before: datetime, limit: int) -> int:
    """Forget windows that began before then; answer how many."""
    old = Forgettable(
        LoginFailures,
        key=col(LoginFailures.account),
        condition=col(LoginFailures.started_at) < before,
    )
    return await forget_rows(session, old, limit=limit)


@dataclass(slots=True)
class OneAtATime:
    """Guesses at one account take turns in this process, so that none slips past the count."""

    _turns: dict[bytes, asyncio.Lock] = field(default_factory=dict[bytes, asyncio.Lock])
    _waiting: dict[bytes, int] = field(default_factory=dict[bytes, int])

    @asynccontextmanager
    async def turn(self, account: bytes) -> AsyncGenerator[None]:
        lock = self._turns.setdefault(account, asyncio.Lock())
        self._waiting[account] = self._waiting.get(account, 0) + 1
        try:
            async with lock:
                yield
        finally:
            self._waiting[account] -= 1
            if not self._waiting[account]:
                del self._waiting[account], self._turns[account]
