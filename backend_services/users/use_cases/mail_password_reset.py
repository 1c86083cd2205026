from datetime import timedelta

from backend_services.contracts.users import UserPasswordResetRequestedV1
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.ids import NewId
from backend_services.shared.observability.context import bound
from backend_services.shared.observability.logging import get_logger
from backend_services.users.adapters import accounts, one_time_links, reset_requests, user_events
from backend_services.users.adapters.one_time_links import LinkWanted
from backend_services.users.adapters.tables import User
from backend_services.users.domain.one_time_link import Purpose
from backend_services.users.use_cases.send_verification_link import LinkRules

log = get_logger()
_AN_HOUR = timedelta(hours=1)


async def mail_password_reset(
    session: WriteSession, *, rules: LinkRules, clock: Clock, new_id: NewId
) -> bool:
    """Answer the next wish with a mail, where there is an account; False when no wish waits."""
    request = await reset_requests.lock_next(session)
    if request is None:
        return False
    now = clock.now()
    await reset_requests.mark_handled(session, request_id=request.id, at=now)
    found = await accounts.find_by_email(session, email=request.email)
    user = await accounts.lock(session, user_id=found.id) if found else None
    if user is None or not user.is_active or user.email != request.email:
        return True
    mailed = await one_time_links.count_since(
        session, user_id=user.id, purpose=Purpose.RESET_PASSWORD, since=now - _AN_HOUR
    )
    if mailed >= rules.resets_an_hour:
        log.warning("password_reset.ignored", user_id=user.id, reason="too many")
        return True
    with bound({"request_id": request.request_id} if request.request_id else {}):
        await _mail(session, user=user, rules=rules, clock=clock, new_id=new_id)
    return True


async def _mail(
    session: WriteSession, *, user: User, rules: LinkRules, clock: Clock, new_id: NewId
) -> None:
    now = clock.now()
    wanted = LinkWanted(
        user_id=user.id,
        purpose=Purpose.RESET_PASSWORD,
        email=user.email,
        lifetime=rules.reset_lifetime,
    )
    secret = await one_time_links.issue(session, wanted=wanted, now=now)
    event = UserPasswordResetRequestedV1(
        user_id=user.id, email=user.email, username=user.username, reset_token=secret
    )
    await user_events.append(session, user=user, event=event, event_id=new_id(), at=now)
