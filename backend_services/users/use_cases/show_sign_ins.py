from backend_services.shared.clock import Clock
from backend_services.shared.db.session import ReadSession
from backend_services.users.adapters import sign_ins
from backend_services.users.adapters.tables import SignIn


async def show_sign_ins(session: ReadSession, *, user_id: int, clock: Clock) -> list[SignIn]:
    """Where the person is signed in; the place used last comes first."""
    return await sign_ins.find_open(session, user_id=user_id, now=clock.now())
