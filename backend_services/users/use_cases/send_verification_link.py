from dataclasses import dataclass
from datetime import timedelta

from backend_services.contracts.users import UserEmailVerificationRequestedV1
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.ids import NewId
from backend_services.users.adapters import one_time_links, user_events
from backend_services.users.adapters.one_time_links import LinkWanted
from backend_services.users.adapters.tables import User
from backend_services.users.domain.errors import AddressAlreadyProven, TooManyLinks
from backend_services.users.domain.one_time_link import Purpose

_AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class LinkRules:
    """How long a mailed link works, and how many of a kind an account may ask for."""

    verification_lifetime: timedelta
    reset_lifetime: timedelta
    verifications_an_hour: int
    resets_an_hour: int


async def send_verification_link(
    session: WriteSession, *, user: User, rules: LinkRules, clock: Clock, new_id: NewId
) -> None:
    """Have a link mailed to the locked account's new address, or else to the one that it has.

    Raises:
        AddressAlreadyProven: there is nothing to prove.
        TooManyLinks: enough were mailed within the hour.
    """
    now = clock.now()
    if user.pending_email is None and user.email_verified:
        raise AddressAlreadyProven
    mailed = await one_time_links.count_since(
        session, user_id=user.id, purpose=Purpose.VERIFY_EMAIL, since=now - _AN_HOUR
    )
    if mailed >= rules.verifications_an_hour:
        raise TooManyLinks(retry_after=int(_AN_HOUR.total_seconds()))
    email = user.pending_email or user.email
    wanted = LinkWanted(
        user_id=user.id,
        purpose=Purpose.VERIFY_EMAIL,
        email=email,
        lifetime=rules.verification_lifetime,
    )
    secret = await one_time_links.issue(session, wanted=wanted, now=now)
    event = UserEmailVerificationRequestedV1(
        user_id=user.id, email=email, username=user.username, verification_token=secret
    )
    await user_events.append(session, user=user, event=event, event_id=new_id(), at=now)
