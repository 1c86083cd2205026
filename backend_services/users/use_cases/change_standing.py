from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from backend_services.shared.audit.actor import Actor
from backend_services.shared.audit.log import Act
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.http.tokens import Principal, Role
from backend_services.shared.ids import NewId
from backend_services.users.adapters import accounts, one_time_links, sign_ins, user_events
from backend_services.users.adapters.audit_log import LOG
from backend_services.users.adapters.tables import User
from backend_services.users.domain.errors import (
    AccountClosed,
    LastAdmin,
    MayNotChange,
    UserNotFound,
)
from backend_services.users.domain.permissions import Change, Standing, may_change


@dataclass(frozen=True, slots=True)
class NewStanding:
    user_id: int
    role: Role | None = None
    is_active: bool | None = None


async def change_standing(
    session: WriteSession, *, new: NewStanding, by: Principal, clock: Clock, new_id: NewId
) -> User:
    """Change somebody's role, or whether they may sign in.

    Whoever is switched off or gets another role is signed out: their access tokens, which say what
    they were, end within minutes and are not renewed.

    Raises:
        UserNotFound: there is no such account.
        MayNotChange: one's own, or not for this role.
        LastAdmin: nobody could run the shop any more.
        AccountClosed: its owner ended it.
    """
    admins = await accounts.lock_active_admins(session)
    user = await accounts.lock(session, user_id=new.user_id)
    if user is None:
        raise UserNotFound
    changes = _changes(user, new)
    change = Change(
        actor=Standing(by.role.value),
        subject=Standing(user.role.value),
        is_own=by.user_id == user.id,
        changes_role=new.role is not None,
    )
    if not may_change(change):
        raise MayNotChange
    # The token may be older than the loss of what it says: the last word has the table.
    actor = await accounts.lock(session, user_id=by.user_id)
    if actor is None or not actor.is_active or actor.role is not by.role:
        raise MayNotChange
    if user.closed_at is not None:
        raise AccountClosed
    if not changes:
        return user
    _apply(user, new)
    if [admin.id for admin in admins] == [user.id] and not _runs_the_shop(user):
        raise LastAdmin
    now = clock.now()
    user.updated_at = now
    user.version += 1
    await sign_ins.revoke_all(session, user_id=user.id, at=now)
    act = Act("standing_changed", subject=user.id, changes=changes)
    await LOG.record(session, act, actor=Actor.of(by), at=now)
    if "is_active" in changes:
        await _tell_of_switch(session, user=user, event_id=new_id(), at=now)
    return user


async def _tell_of_switch(
    session: WriteSession, *, user: User, event_id: UUID, at: datetime
) -> None:
    if not user.is_active:
        await one_time_links.withdraw(session, user_id=user.id, now=at)
    await user_events.tell_account_changed(session, user=user, event_id=event_id, at=at)


def _changes(user: User, new: NewStanding) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if new.role is not None and new.role is not user.role:
        changes["role"] = [user.role.value, new.role.value]
    if new.is_active is not None and new.is_active is not user.is_active:
        changes["is_active"] = [user.is_active, new.is_active]
    return changes


def _apply(user: User, new: NewStanding) -> None:
    if new.role is not None:
        user.role = new.role
    if new.is_active is not None:
        user.is_active = new.is_active


def _runs_the_shop(user: User) -> bool:
    return user.is_active and user.role is Role.ADMIN
