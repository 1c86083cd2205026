from fastapi import APIRouter, Response

from backend_services.shared.errors import Unauthenticated, Unavailable, Unprocessable
from backend_services.shared.http.auth import CurrentUser
from backend_services.shared.http.problems import responses
from backend_services.users.adapters.tables import User
from backend_services.users.adapters.token_issuer import TokenPair
from backend_services.users.api.dependencies import Reading, UserAgent, UsersParts, Writing
from backend_services.users.api.schemas import (
    JsonWebKeySet,
    LoginIn,
    RefreshIn,
    RegisterIn,
    TokensOut,
    UserOut,
)
from backend_services.users.domain.errors import (
    EmailOrUsernameTaken,
    InactiveUser,
    InvalidCredentials,
    RefreshRefused,
    TooManyFailedLogins,
)
from backend_services.users.use_cases.log_in import Credentials, log_in
from backend_services.users.use_cases.log_out import log_out
from backend_services.users.use_cases.refresh_sign_in import refresh_sign_in
from backend_services.users.use_cases.register_user import Registration, register_user
from backend_services.users.use_cases.show_account import show_account

users = APIRouter(prefix="/api/v1/users", tags=["users"])
keys = APIRouter(tags=["keys"])

# RFC 6749, 5.1: nobody on the way keeps an answer with tokens in it.
_UNCACHED = "no-store"


@users.post(
    "/register",
    status_code=201,
    response_model=UserOut,
    responses=responses(EmailOrUsernameTaken, Unprocessable, Unavailable),
)
async def register(*, body: RegisterIn, session: Writing, parts: UsersParts) -> User:
    """Open an account. Sign in afterwards to get tokens."""
    return await register_user(
        session,
        registration=Registration(email=body.email, username=body.username, password=body.password),
        hasher=parts.check.hasher,
        rules=parts.rules,
        clock=parts.clock,
        new_id=parts.new_id,
    )


@users.post(
    "/login",
    response_model=TokensOut,
    responses=responses(InvalidCredentials, Unprocessable, TooManyFailedLogins, Unavailable),
)
async def login(
    *, body: LoginIn, user_agent: UserAgent, response: Response, parts: UsersParts
) -> TokenPair:
    """Get an access token, and a refresh token to get the next ones."""
    response.headers["Cache-Control"] = _UNCACHED
    return await log_in(
        parts.sessions,
        credentials=Credentials(email=body.email, password=body.password, user_agent=user_agent),
        check=parts.check,
        issuer=parts.issuer,
    )


@users.post(
    "/refresh", response_model=TokensOut, responses=responses(RefreshRefused, Unprocessable)
)
async def refresh(*, body: RefreshIn, response: Response, parts: UsersParts) -> TokenPair:
    """Trade a refresh token for new tokens. Each works once: a second use ends the sign-in."""
    response.headers["Cache-Control"] = _UNCACHED
    return await refresh_sign_in(
        parts.sessions, refresh_token=body.refresh_token, issuer=parts.issuer
    )


@users.post("/logout", status_code=204, responses=responses(Unprocessable))
async def logout(*, body: RefreshIn, session: Writing, parts: UsersParts) -> None:
    """End a sign-in. Its refresh tokens work no more; its access token ends by itself."""
    await log_out(session, refresh_token=body.refresh_token, clock=parts.clock)


@users.get("/me", response_model=UserOut, responses=responses(Unauthenticated, InactiveUser))
async def me(*, user: CurrentUser, session: Reading) -> User:
    """Your own account."""
    return await show_account(session, user_id=user.user_id)


@keys.get("/.well-known/jwks.json", response_model=JsonWebKeySet)
async def public_keys(*, response: Response, parts: UsersParts) -> dict[str, object]:
    """The keys that prove access tokens (RFC 7517)."""
    response.headers["Cache-Control"] = "public, max-age=300"
    return {"keys": parts.keys.public()}
