from backend_services.shared.db.session import WriteSession
from backend_services.users.adapters import accounts
from backend_services.users.adapters.tables import User
from backend_services.users.domain.errors import InactiveUser, UnknownUser


async def lock_own_account(session: WriteSession, *, user_id: int) -> User:
    """The account that the caller is about to change, as it is now.

    Raises:
        UnknownUser: there is none any more.
        InactiveUser: it was switched off after the token was made.
    """
    user = await accounts.lock(session, user_id=user_id)
    if user is None:
        raise UnknownUser
    if not user.is_active:
        raise InactiveUser
    return user
