from uuid import UUID

from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.users.adapters import sign_ins
from backend_services.users.domain.errors import SignInNotFound


async def end_sign_in(
    session: WriteSession, *, user_id: int, sign_in_id: UUID, clock: Clock
) -> None:
    """Sign out one of the person's devices.

    Raises:
        SignInNotFound: over already, somebody else's, or none at all.
    """
    ended = await sign_ins.revoke_own(
        session, sign_in_id=sign_in_id, user_id=user_id, at=clock.now()
    )
    if not ended:
        raise SignInNotFound
