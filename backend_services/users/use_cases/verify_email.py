from sqlalchemy.exc import IntegrityError

from backend_services.shared.audit.log import Act
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.ids import NewId
from backend_services.users.adapters import accounts, one_time_links, user_events
from backend_services.users.adapters.audit_log import LOG, owner
from backend_services.users.adapters.tables import User
from backend_services.users.domain.errors import AddressTaken, LinkNoLongerValid
from backend_services.users.domain.one_time_link import Purpose


async def verify_email(session: WriteSession, *, secret: str, clock: Clock, new_id: NewId) -> User:
    """Believe the address that the link was mailed to; a pending one becomes the account's own.

    Raises:
        LinkNoLongerValid: unknown, used, replaced, expired, or for an address given up since.
        AddressTaken: somebody opened an account with it meanwhile.
    """
    now = clock.now()
    link = await one_time_links.redeem(
        session, secret=secret, purpose=Purpose.VERIFY_EMAIL, now=now
    )
    user = await accounts.lock(session, user_id=link.user_id) if link else None
    if link is None or user is None or not user.is_active:
        raise LinkNoLongerValid
    is_another = link.email == user.pending_email
    if is_another:
        await LOG.record(
            session,
            Act("email_changed", subject=user.id, changes={}),
            actor=owner(user),
            at=now,
        )
        user.email, user.pending_email = link.email, None
    elif link.email != user.email:
        raise LinkNoLongerValid
    user.email_verified_at = user.updated_at = now
    user.version += 1
    try:
        await session.flush()
    except IntegrityError as error:
        raise AddressTaken from error
    if is_another:
        await user_events.tell_account_changed(session, user=user, event_id=new_id(), at=now)
    return user
