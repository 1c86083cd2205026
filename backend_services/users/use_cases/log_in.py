from dataclasses import dataclass

from backend_services.shared.db.session import SessionMaker, reading, unit_of_work
from backend_services.users.adapters import accounts, sign_ins
from backend_services.users.adapters.sign_ins import NewSignIn
from backend_services.users.adapters.token_issuer import TokenIssuer, TokenPair
from backend_services.users.domain.errors import InvalidCredentials
from backend_services.users.use_cases.prove_password import PasswordCheck, prove_password


@dataclass(frozen=True, slots=True)
class Credentials:
    email: str
    password: str
    user_agent: str | None = None


async def log_in(
    sessions: SessionMaker, *, credentials: Credentials, check: PasswordCheck, issuer: TokenIssuer
) -> TokenPair:
    """Start a sign-in.

    Takes the sessions and not one of them: between the look and the write a core hashes for a
    quarter of a second, and a login flood that held connections meanwhile would starve the rest.

    Raises:
        InvalidCredentials: unknown email, wrong password, or an inactive account.
        TooManyFailedLogins: the account has to wait after too many wrong passwords.
    """
    async with reading(sessions) as session:
        user = await accounts.find_by_email(session, email=credentials.email)
    is_match = await prove_password(
        check,
        email=credentials.email,
        password=credentials.password,
        password_hash=user.password_hash if user else None,
    )
    if user is None or not is_match or not user.is_active:
        raise InvalidCredentials
    refresh_token = issuer.refresh_token()
    sign_in = NewSignIn(id=issuer.new_id(), user_id=user.id, user_agent=credentials.user_agent)
    async with unit_of_work(sessions) as session:
        # Locked and looked at again: whoever switched it off meanwhile must not be passed.
        current = await accounts.lock(session, user_id=user.id)
        if current is None or not current.is_active:
            raise InvalidCredentials
        await sign_ins.start(session, sign_in=sign_in, token=refresh_token)
        return issuer.pair(current, sign_in_id=sign_in.id, refresh_token=refresh_token)
