from backend_services.shared.errors import BadRequest, Unauthenticated


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
