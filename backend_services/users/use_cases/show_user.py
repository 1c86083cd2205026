from backend_services.shared.db.session import ReadSession
from backend_services.users.adapters import accounts
from backend_services.users.adapters.tables import User
from backend_services.users.domain.errors import UserNotFound


async def show_user(session: ReadSession, *, user_id: int) -> User:
    """Somebody's account, as the staff see it.

    Raises:
        UserNotFound: there is none with that id.
    """
    user = await accounts.find(session, user_id=user_id)
    if user is None:
        raise UserNotFound
    return user
