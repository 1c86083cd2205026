"""What people do with their own accounts."""

from uuid import UUID

from fastapi import APIRouter

from backend_services.shared.errors import Unauthenticated, Unavailable, Unprocessable
from backend_services.shared.http.auth import CurrentUser
from backend_services.shared.http.problems import responses
from backend_services.users.adapters.tables import User
from backend_services.users.api.dependencies import Reading, UsersParts, Writing
from backend_services.users.api.schemas import (
    ChangePasswordIn,
    CloseAccountIn,
    ProfileIn,
    SignInOut,
    UserOut,
)
from backend_services.users.domain.errors import (
    AddressAlreadyProven,
    EmailOrUsernameTaken,
    InactiveUser,
    LastAdmin,
    NoPasswordSet,
    SignInNotFound,
    TooManyFailedLogins,
    TooManyLinks,
    WeakPassword,
    WrongPassword,
)
from backend_services.users.use_cases.change_password import PasswordChange, change_password
from backend_services.users.use_cases.close_account import close_account
from backend_services.users.use_cases.edit_profile import ProfileChange, edit_profile
from backend_services.users.use_cases.end_sign_in import end_sign_in
from backend_services.users.use_cases.log_out_everywhere import log_out_everywhere
from backend_services.users.use_cases.resend_verification import resend_verification
from backend_services.users.use_cases.show_sign_ins import show_sign_ins

router = APIRouter(prefix="/api/v1/users", tags=["account"])

_NOBODY = (Unauthenticated, InactiveUser)
_PASSWORD_ASKED = (WrongPassword, NoPasswordSet, TooManyFailedLogins, Unavailable, Unprocessable)


@router.post("/logout-all", status_code=204, responses=responses(*_NOBODY))
async def logout_all(*, user: CurrentUser, session: Writing, parts: UsersParts) -> None:
    """Sign out everywhere: no refresh token of yours works any more."""
    await log_out_everywhere(session, user_id=user.user_id, clock=parts.clock)


@router.patch(
    "/me",
    response_model=UserOut,
    responses=responses(*_NOBODY, EmailOrUsernameTaken, TooManyLinks, *_PASSWORD_ASKED),
)
async def edit_me(*, body: ProfileIn, user: CurrentUser, parts: UsersParts) -> User:
    """Change your username, or ask for another e-mail address."""
    return await edit_profile(
        parts.sessions,
        change=ProfileChange(
            user_id=user.user_id,
            username=body.username,
            email=body.email,
            current_password=body.current_password,
        ),
        check=parts.check,
        rules=parts.rules,
        new_id=parts.new_id,
    )


@router.delete("/me", status_code=204, responses=responses(*_NOBODY, LastAdmin, *_PASSWORD_ASKED))
async def close_me(*, body: CloseAccountIn, user: CurrentUser, parts: UsersParts) -> None:
    """Close your account for good. Your orders stay with the shop, as its records."""
    await close_account(
        parts.sessions,
        user_id=user.user_id,
        current_password=body.current_password,
        check=parts.check,
        new_id=parts.new_id,
    )


@router.post(
    "/me/password", status_code=204, responses=responses(*_NOBODY, WeakPassword, *_PASSWORD_ASKED)
)
async def change_my_password(
    *, body: ChangePasswordIn, user: CurrentUser, parts: UsersParts
) -> None:
    """Choose another password. All your other sign-ins end."""
    await change_password(
        parts.sessions,
        change=PasswordChange(
            user_id=user.user_id,
            sign_in_id=user.sign_in_id,
            current_password=body.current_password,
            new_password=body.new_password,
        ),
        check=parts.check,
        new_id=parts.new_id,
    )


@router.post(
    "/me/verification",
    status_code=202,
    responses=responses(*_NOBODY, AddressAlreadyProven, TooManyLinks),
)
async def mail_verification_again(
    *, user: CurrentUser, session: Writing, parts: UsersParts
) -> None:
    """Have the link that proves your e-mail address mailed again; older ones stop working."""
    await resend_verification(
        session,
        user_id=user.user_id,
        rules=parts.rules,
        clock=parts.clock,
        new_id=parts.new_id,
    )


@router.get("/me/sign-ins", responses=responses(*_NOBODY))
async def my_sign_ins(*, user: CurrentUser, session: Reading, parts: UsersParts) -> list[SignInOut]:
    """Where you are signed in; the place used last comes first."""
    return [
        SignInOut(
            id=found.id,
            started_at=found.started_at,
            last_used_at=found.last_used_at,
            expires_at=found.expires_at,
            user_agent=found.user_agent,
            is_current=found.id == user.sign_in_id,
        )
        for found in await show_sign_ins(session, user_id=user.user_id, clock=parts.clock)
    ]


@router.delete(
    "/me/sign-ins/{sign_in_id}",
    status_code=204,
    responses=responses(*_NOBODY, SignInNotFound, Unprocessable),
)
async def end_my_sign_in(
    *, sign_in_id: UUID, user: CurrentUser, session: Writing, parts: UsersParts
) -> None:
    """Sign out one of your devices."""
    await end_sign_in(session, user_id=user.user_id, sign_in_id=sign_in_id, clock=parts.clock)
