import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from backend_services.contracts.users import UserRegisteredV1
from backend_services.shared.audit.log import Act
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.ids import NewId
from backend_services.users.adapters import accounts, handoff_codes, identities, user_events
from backend_services.users.adapters.accounts import NewAccount
from backend_services.users.adapters.audit_log import LOG, owner
from backend_services.users.adapters.tables import User
from backend_services.users.domain.errors import (
    AccountInactive,
    GoogleAccountExists,
    GoogleUnverified,
)

PROVIDER: Final = "google"
_HANDOFF: Final = timedelta(seconds=60)  # the browser follows at once
_TRIES: Final = 5  # of usernames; the later ones are as good as unique
_LONGEST_STEM: Final = 40


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whom the provider vouches for, and the shop's browser that waits for them."""

    subject: str
    email: str
    email_verified: bool
    challenge: str


async def sign_in_with_google(
    session: WriteSession, *, visitor: Visitor, clock: Clock, new_id: NewId
) -> str:
    """A one-time code for the shop; the account is found, linked or opened.

    An account is linked by its address only when both sides have proven it. One whose address was
    never proven is left alone: whoever opened it may be a stranger who waits for the real owner to
    sign in to it.

    Raises:
        GoogleUnverified: the provider does not vouch for the address.
        GoogleAccountExists: an account has the address, and may be somebody else's.
        AccountInactive: switched off.
    """
    now = clock.now()
    user = await identities.find_user(session, provider=PROVIDER, subject=visitor.subject)
    if user is None:
        if not visitor.email_verified:
            raise GoogleUnverified
        user = await _link_or_open(session, visitor, clock=clock, new_id=new_id)
    if not user.is_active:
        raise AccountInactive
    return handoff_codes.issue(
        session, user_id=user.id, challenge=visitor.challenge, expires_at=now + _HANDOFF
    )


async def _link_or_open(
    session: WriteSession, visitor: Visitor, *, clock: Clock, new_id: NewId
) -> User:
    existing = await accounts.find_by_email(session, email=visitor.email)
    if existing is None:
        existing = await _open(session, visitor, clock=clock, new_id=new_id)
    if existing is None:  # somebody was faster: another tab of the same person, most likely
        existing = await accounts.find_by_email(session, email=visitor.email)
    if existing is None or not existing.email_verified:
        raise GoogleAccountExists
    now = clock.now()
    is_linked = await identities.link(
        session, provider=PROVIDER, subject=visitor.subject, user_id=existing.id, at=now
    )
    if not is_linked:
        same = await identities.find_user(session, provider=PROVIDER, subject=visitor.subject)
        if same is None or same.id != existing.id:  # the address was another Google account's
            raise GoogleAccountExists
    else:
        act = Act("google_linked", subject=existing.id, changes={})
        await LOG.record(session, act, actor=owner(existing), at=now)
    return existing


async def _open(
    session: WriteSession, visitor: Visitor, *, clock: Clock, new_id: NewId
) -> User | None:
    """A new account with a proven address; None where the address was taken meanwhile."""
    now = clock.now()
    stem = _stem(visitor.email)
    for attempt in range(_TRIES):
        username = stem if attempt == 0 else f"{stem}-{secrets.token_hex(4)}"
        new = NewAccount(
            email=visitor.email, username=username, password_hash=None, email_verified=True
        )
        user = await accounts.add_if_free(session, new, at=now)
        if user is not None:
            event = UserRegisteredV1(user_id=user.id, email=user.email, username=user.username)
            await user_events.append_first(
                session, user=user, event=event, event_id=new_id(), at=now
            )
            return user
    return None


def _stem(email: str) -> str:
    """The part before the @ as a username may be: printable, three characters or more."""
    local = unicodedata.normalize("NFC", email.partition("@")[0])
    kept = "".join(character for character in local if character.isprintable()).strip()
    kept = re.sub(r"\s+", " ", kept)[:_LONGEST_STEM].strip()
    return kept if len(kept) >= 3 else f"user {kept}".strip()  # noqa: PLR2004 - the shortest username
