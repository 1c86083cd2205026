"""What a mailed link is for: whoever has its secret need not be signed in."""

from fastapi import APIRouter

from backend_services.shared.errors import Unavailable, Unprocessable
from backend_services.shared.http.problems import responses
from backend_services.users.adapters.tables import User
from backend_services.users.api.dependencies import UsersParts, Writing
from backend_services.users.api.schemas import LinkIn, NewPasswordIn, PasswordResetIn, UserOut
from backend_services.users.domain.errors import AddressTaken, LinkNoLongerValid, WeakPassword
from backend_services.users.use_cases.request_password_reset import request_password_reset
from backend_services.users.use_cases.reset_password import reset_password
from backend_services.users.use_cases.verify_email import verify_email

router = APIRouter(prefix="/api/v1/users", tags=["account"])


@router.post(
    "/verify-email",
    response_model=UserOut,
    responses=responses(LinkNoLongerValid, AddressTaken, Unprocessable),
)
async def verify_my_email(*, body: LinkIn, session: Writing, parts: UsersParts) -> User:
    """Prove an e-mail address with the token of the link that was mailed to it."""
    return await verify_email(session, secret=body.token, clock=parts.clock, new_id=parts.new_id)


@router.post("/password-reset", status_code=202, responses=responses(Unprocessable))
async def ask_for_password_reset(
    *, body: PasswordResetIn, session: Writing, parts: UsersParts
) -> None:
    """Have a link mailed, if the address has an account: the answer is the same if not."""
    await request_password_reset(
        session, email=body.email, wakeups=parts.reset_wakeups, clock=parts.clock
    )


@router.post(
    "/password-reset/confirm",
    status_code=204,
    responses=responses(LinkNoLongerValid, WeakPassword, Unavailable),
)
async def confirm_password_reset(*, body: NewPasswordIn, parts: UsersParts) -> None:
    """Set a new password with the token of a mailed link. All sign-ins of the account end."""
    await reset_password(
        parts.sessions,
        secret=body.token,
        new_password=body.new_password,
        check=parts.check,
        new_id=parts.new_id,
    )
