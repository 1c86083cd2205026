from datetime import timedelta
from typing import Final

from backend_services.shared.messaging.event import Event

# How long the links of these events are good: users lets them end, and the mails say so.
VERIFICATION_LINK_LIFETIME: Final = timedelta(hours=24)
RESET_LINK_LIFETIME: Final = timedelta(hours=1)


class UserRegisteredV1(Event, type="user.registered", version=1):
    user_id: int
    email: str
    username: str
    # The secret of the one-time link that proves the address; None where none is needed, as with
    # an address that an identity provider has proven.
    verification_token: str | None = None


class UserEmailVerificationRequestedV1(Event, type="user.email_verification_requested", version=1):
    """Somebody wants the link (again), or for a new address that is not theirs until it is used."""

    user_id: int
    email: str  # the address to prove
    username: str
    verification_token: str


class UserPasswordResetRequestedV1(Event, type="user.password_reset_requested", version=1):
    user_id: int
    email: str
    username: str
    reset_token: str


class UserPasswordChangedV1(Event, type="user.password_changed", version=1):
    user_id: int
    email: str
    username: str


class UserAccountChangedV1(Event, type="user.account_changed", version=1):
    """Where mail for the account goes now, and whether it gets any."""

    user_id: int
    email: str  # of a closed account: one that nobody has
    is_active: bool  # False: switched off, or closed by its owner
