from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.users.adapters import sign_ins


async def forget_expired_sign_ins(session: WriteSession, *, clock: Clock, limit: int = 1000) -> int:
    return await sign_ins.delete_expired(session, before=clock.now(), limit=limit)
