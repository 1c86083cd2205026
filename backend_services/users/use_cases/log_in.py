from backend_services.shared.db.session import SessionMaker, reading, unit_of_work
from backend_services.users.adapters import accounts, sign_ins
from backend_services.users.adapters.password_hasher import PasswordHasher
from backend_services.users.adapters.token_issuer import TokenIssuer, TokenPair
from backend_services.users.domain.errors import InvalidCredentials


async def log_in(
    sessions: SessionMaker,
    *,
    email: str,
    password: str,
    hasher: PasswordHasher,
    issuer: TokenIssuer,
) -> TokenPair:
    """Start a sign-in.

    Takes the sessions and not one of them: between the look and the write a core hashes for a
    quarter of a second, and a login flood that held connections meanwhile would starve the rest.

    Raises:
        InvalidCredentials: unknown email, wrong password, or an inactive account.
    """
    async with reading(sessions) as session:
        user = await accounts.find_by_email(session, email=email)
    is_match = await hasher.verify(password, password_hash=user.password_hash if user else None)
    if user is None or not is_match or not user.is_active:
        raise InvalidCredentials
    refresh_token = issuer.refresh_token()
    async with unit_of_work(sessions) as session:
        await sign_ins.start(
            session,
            sign_in_id=issuer.new_id(),
            user_id=user.id,
            token=refresh_token,
        )
    return issuer.pair(user, refresh_token=refresh_token)
