from backend_services.shared.clock import Clock
from backend_services.shared.db.after_commit import after_commit
from backend_services.shared.db.session import WriteSession
from backend_services.shared.messaging.wakeups import Wakeups
from backend_services.users.adapters import reset_requests


async def request_password_reset(
    session: WriteSession, *, email: str, wakeups: Wakeups, clock: Clock
) -> None:
    """Write the wish down, whoever it is for; mail_password_reset looks the account up.

    The same work for every address: nobody can tell by the answer or its time who is a customer.
    """
    await reset_requests.add(session, email=email, at=clock.now())
    after_commit(session, wakeups.wake)
