"""Everybody's accounts, for those who run the shop."""

from typing import Annotated

from fastapi import APIRouter, Query

from backend_services.shared.audit.log import AuditPage
from backend_services.shared.db.limits import RowId
from backend_services.shared.errors import Forbidden, Unauthenticated, Unprocessable
from backend_services.shared.http.auth import StaffUser
from backend_services.shared.http.problems import responses
from backend_services.users.adapters.accounts import AccountPage
from backend_services.users.adapters.tables import User
from backend_services.users.api.account_params import AccountParams
from backend_services.users.api.audit_schemas import AuditLogPage, AuditParams
from backend_services.users.api.dependencies import Reading, UsersParts, Writing
from backend_services.users.api.schemas import StandingIn, UserOut, UserPage
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

_STAFF_ONLY = (Unauthenticated, Forbidden, Unprocessable)


@router.get("", response_model=UserPage, responses=responses(*_STAFF_ONLY))
async def list_users(
    *, params: Annotated[AccountParams, Query()], session: Reading, _staff: StaffUser
) -> AccountPage:
    """All accounts, newest first."""
    return await browse_accounts(session, matching=params.to_filter(), place=params.place)


@router.get("/audit", response_model=AuditLogPage, responses=responses(*_STAFF_ONLY))
async def list_audit_log(
    *, params: Annotated[AuditParams, Query()], session: Reading, _staff: StaffUser
) -> AuditPage:
    """Who did what to which account, newest first: names and roles, no address, no secret."""
    return await browse_audit_log(session, matching=params.to_filter(), place=params.place)


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
        new_id=parts.new_id,
    )
