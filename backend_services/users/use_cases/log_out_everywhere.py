from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.users.adapters import sign_ins


async def log_out_everywhere(session: WriteSession, *, user_id: int, clock: Clock) -> None:
    """End all of the person's sign-ins; access tokens end by themselves within minutes."""
    await sign_ins.revoke_all(session, user_id=user_id, at=clock.now())
