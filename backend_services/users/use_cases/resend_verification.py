from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.ids import NewId
from backend_services.users.use_cases.lock_own_account import lock_own_account
from backend_services.users.use_cases.send_verification_link import (
    LinkRules,
    send_verification_link,
)


async def resend_verification(
    session: WriteSession, *, user_id: int, rules: LinkRules, clock: Clock, new_id: NewId
) -> None:
    """Mail the link again; the ones before it stop working.

    Raises:
        AddressAlreadyProven, TooManyLinks: see send_verification_link.
        UnknownUser, InactiveUser: there is no such account any more.
    """
    user = await lock_own_account(session, user_id=user_id)
    await send_verification_link(session, user=user, rules=rules, clock=clock, new_id=new_id)
