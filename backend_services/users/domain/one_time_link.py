"""What a mailed link may be for. It works once, for a while, and only the newest of its kind."""

from enum import StrEnum


class Purpose(StrEnum):
    VERIFY_EMAIL = "verify_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - a purpose, not a password
