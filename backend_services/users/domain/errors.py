from backend_services.shared.errors import (
    BadRequest,
    Conflict,
    Forbidden,
    NotFound,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
    Unprocessable,
)


class EmailOrUsernameTaken(BadRequest):
    """One text for both, so that nobody learns which of them has an account."""

    code = "email_or_username_taken"
    title = "Email or username already exists"


class InvalidCredentials(Unauthenticated):
    """One answer for unknown, wrong and inactive."""

    code = "invalid_credentials"
    title = "Invalid email or password"


class InactiveUser(Unauthenticated):
    code = "inactive_user"
    title = "Inactive user"


class UnknownUser(Unauthenticated):
    """The token is genuine, its account is gone."""

    code = "unknown_user"
    title = "Could not validate credentials"


class RefreshRefused(Unauthenticated):
    """Unknown, expired, revoked or used: a thief is not told which."""

    code = "refresh_refused"
    title = "Please sign in again"


class WrongPassword(BadRequest):
    """A 400 and not a 401: the caller's token is as good as before."""

    code = "wrong_password"
    title = "current_password is not your password"

    def __init__(self) -> None:
        super().__init__(field="current_password")


class WeakPassword(Unprocessable):
    code = "weak_password"
    title = "Please choose another password"

    def __init__(self, *, field: str, why: str) -> None:
        super().__init__(f"{field} {why}", field=field)


class NoPasswordSet(Conflict):
    """Whoever signs in elsewhere (Google) proves themself by mail instead."""

    code = "no_password_set"
    title = "This account has no password yet. Set one with the link from a password reset mail"


class TooManyFailedLogins(TooManyRequests):
    code = "too_many_failed_logins"
    title = "Too many failed sign-ins. Wait a while, or reset your password"


class TooManyLinks(TooManyRequests):
    code = "too_many_links"
    title = "That mail was sent several times already. Please look for it, or try again later"


class LinkNoLongerValid(BadRequest):
    """Unknown, used, replaced by a newer one or expired: a finder is not told which."""

    code = "link_no_longer_valid"
    title = "This link is no longer valid"


class AddressTaken(Conflict):
    code = "address_taken"
    title = "This e-mail address belongs to another account by now"


class AddressAlreadyProven(Conflict):
    code = "address_already_verified"
    title = "Your e-mail address is verified already"


class SignInNotFound(NotFound):
    code = "sign_in_not_found"
    title = "Sign-in not found"


class UserNotFound(NotFound):
    code = "user_not_found"
    title = "User not found"


class MayNotChange(Forbidden):
    code = "may_not_change"
    title = "Your account may not change this"


class LastAdmin(Conflict):
    code = "last_admin"
    title = "The shop needs an admin who can sign in, and this is the last one"


class AccountClosed(Conflict):
    code = "account_closed"
    title = "This account was closed by its owner"


class GoogleNotConfigured(Unavailable):
    code = "google_not_configured"
    title = "Google OAuth not configured"  # the reference's text


class HandoffRefused(BadRequest):
    """Unknown, used, expired, or not of the browser that began: a finder is not told which."""

    code = "handoff_refused"
    title = "This sign-in is no longer valid. Please start again"


class GoogleUnverified(Forbidden):
    code = "google_unverified"
    title = "The provider has not verified this e-mail address"


class GoogleAccountExists(Conflict):
    """Somebody opened it with that address and never proved it, or another identity has it."""

    code = "google_account_exists"
    title = "There is an account with this e-mail address already"


class AccountInactive(Forbidden):
    code = "account_inactive"
    title = "This account is switched off"
