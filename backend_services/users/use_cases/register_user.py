from dataclasses import dataclass

from backend_services.contracts.users import UserRegisteredV1
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.ids import NewId
from backend_services.users.adapters import accounts, one_time_links, user_events
from backend_services.users.adapters.accounts import NewAccount
from backend_services.users.adapters.one_time_links import LinkWanted
from backend_services.users.adapters.password_hasher import PasswordHasher
from backend_services.users.adapters.tables import User
from backend_services.users.domain.errors import EmailOrUsernameTaken
from backend_services.users.domain.one_time_link import Purpose
from backend_services.users.use_cases.send_verification_link import LinkRules


@dataclass(frozen=True, slots=True)
class Registration:
    email: str
    username: str
    password: str


async def register_user(
    session: WriteSession,
    *,
    registration: Registration,
    hasher: PasswordHasher,
    rules: LinkRules,
    clock: Clock,
    new_id: NewId,
) -> User:
    """Open a customer's account and say so to the other services, with the link that proves it.

    Raises:
        EmailOrUsernameTaken: one of them, or both, belong to somebody.
    """
    # Before the first statement: no connection is held while a core is busy hashing.
    password_hash = await hasher.hash(registration.password)
    now = clock.now()
    user = await accounts.add_if_free(
        session,
        NewAccount(
            email=registration.email,
            username=registration.username,
            password_hash=password_hash,
        ),
        at=now,
    )
    if user is None:
        raise EmailOrUsernameTaken
    wanted = LinkWanted(
        user_id=user.id,
        purpose=Purpose.VERIFY_EMAIL,
        email=user.email,
        lifetime=rules.verification_lifetime,
    )
    secret = await one_time_links.issue(session, wanted=wanted, now=now)
    event = UserRegisteredV1(
        user_id=user.id, email=user.email, username=user.username, verification_token=secret
    )
    await user_events.append_first(session, user=user, event=event, event_id=new_id(), at=now)
    return user
