from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.users.adapters import sign_ins
from backend_services.users.adapters.token_issuer import digest


async def log_out(session: WriteSession, *, refresh_token: str, clock: Clock) -> None:
    """End the sign-in of the token, even of a used one; an unknown token ends nothing."""
    await sign_ins.revoke_by_token(session, digest=digest(refresh_token), at=clock.now())
