from backend_services.shared.db.session import reading
from backend_services.users.domain.errors import NoPasswordSet, WrongPassword
from backend_services.users.use_cases.prove_password import PasswordCheck, prove_password
from backend_services.users.use_cases.show_account import show_account


async def prove_own_password(check: PasswordCheck, *, user_id: int, password: str) -> str:
    """Ask a signed-in person for their password before something that cannot be undone.

    Answers the hash that it was compared with: a change made with it must find it unchanged.

    Raises:
        WrongPassword: it is another one; counted like a failed sign-in.
        NoPasswordSet: the account has none.
        TooManyFailedLogins: the account has to wait.
        UnknownUser, InactiveUser: there is no such account any more.
    """
    async with reading(check.sessions) as session:
        user = await show_account(session, user_id=user_id)
    if user.password_hash is None:
        raise NoPasswordSet
    is_match = await prove_password(
        check, email=user.email, password=password, password_hash=user.password_hash
    )
    if not is_match:
        raise WrongPassword
    return user.password_hash
