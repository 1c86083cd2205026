"""Everybody's accounts, for those who run the shop."""

from typing import Annotated

from fastapi import APIRouter, Query

from backend_services.shared.audit.log import AuditFilter, AuditPage
from backend_services.shared.db.limits import INT32_MAX, CleanText, RowId
from backend_services.shared.errors import Forbidden, Unauthenticated, Unprocessable
from backend_services.shared.http.auth import AdminUser, StaffUser
from backend_services.shared.http.problems import responses
from backend_services.shared.http.tokens import Role
from backend_services.users.adapters.accounts import AccountFilter, AccountPage
from backend_services.users.adapters.tables import User
from backend_services.users.api.dependencies import Reading, UsersParts, Writing
from backend_services.users.api.schemas import AuditLogPage, StandingIn, UserOut, UserPage
from backend_services.users.domain.errors import (
    AccountClosed,
    LastAdmin,
    MayNotChange,
    UserNotFound,
)
from backend_services.users.use_cases.browse_accounts import browse_accounts
from backend_services.users.use_cases.browse_audit_log import browse_audit_log
from backend_services.users.use_cases.change_standing import NewStanding, change_standing
from backend_services.users.use_cases.show_user import show_user

router = APIRouter(prefix="/api/v1/users", tags=["staff"])

Limit = Annotated[int, Query(ge=1, le=100)]
Offset = Annotated[int, Query(ge=0, le=INT32_MAX)]
SearchText = Annotated[CleanText | None, Query(max_length=100)]
_STAFF_ONLY = (Unauthenticated, Forbidden, Unprocessable)


@router.get("", response_model=UserPage, responses=responses(*_STAFF_ONLY))
async def list_users(
    *,
    _staff: StaffUser,
    session: Reading,
    q: SearchText = None,
    role: Role | None = None,
    is_active: bool | None = None,
    limit: Limit = 20,
    offset: Offset = 0,
) -> AccountPage:
    """All accounts, newest first; `q` looks for a part of the e-mail address or username."""
    matching = AccountFilter(text=q, role=role, is_active=is_active)
    return await browse_accounts(session, matching=matching, limit=limit, offset=offset)


@router.get("/audit", response_model=AuditLogPage, responses=responses(*_STAFF_ONLY))
async def list_audit_log(
    *,
    _admin: AdminUser,
    session: Reading,
    subject_user_id: RowId | None = None,
    actor_user_id: RowId | None = None,
    action: SearchText = None,
    limit: Limit = 20,
    offset: Offset = 0,
) -> AuditPage:
    """Who did what to which account, newest first."""
    matching = AuditFilter(subject=subject_user_id, actor_user_id=actor_user_id, action=action)
    return await browse_audit_log(session, matching=matching, limit=limit, offset=offset)


@router.get("/{user_id}", response_model=UserOut, responses=responses(*_STAFF_ONLY, UserNotFound))
async def get_user(*, user_id: RowId, _staff: StaffUser, session: Reading) -> User:
    """Somebody's account."""
    return await show_user(session, user_id=user_id)


@router.patch(
    "/{user_id}",
    response_model=UserOut,
    responses=responses(*_STAFF_ONLY, MayNotChange, UserNotFound, LastAdmin, AccountClosed),
)
async def change_user(
    *, user_id: RowId, body: StandingIn, staff: StaffUser, session: Writing, parts: UsersParts
) -> User:
    """Change somebody's role (admins only), or whether they may sign in. It ends their sign-ins."""
    return await change_standing(
        session,
        new=NewStanding(user_id=user_id, role=body.role, is_active=body.is_active),
        by=staff,
        clock=parts.clock,
    )
