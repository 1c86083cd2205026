from typing import Final

from backend_services.users.domain.common_passwords import COMMON

SHORTEST: Final = 8  # characters
LONGEST: Final = 72  # bytes in UTF-8: bcrypt reads no further


def check_password(password: str) -> str:
    """The password, unchanged.

    Raises:
        ValueError: why it cannot be used; the message never contains it.
    """
    if len(password) < SHORTEST:
        msg = f"must have at least {SHORTEST} characters"
        raise ValueError(msg)
    if any("\ud800" <= character <= "\udfff" for character in password):
        msg = "must not contain half of a surrogate pair"
        raise ValueError(msg)
    if len(password.encode()) > LONGEST:
        msg = f"must have at most {LONGEST} bytes"
        raise ValueError(msg)
    if "\x00" in password:
        msg = "must not contain the NUL character"
        raise ValueError(msg)
    if password.casefold() in COMMON:
        msg = "is among those that are tried first; please choose another"
        raise ValueError(msg)
    return password


def check_password_of(password: str, *, email: str, username: str) -> str:
    """The password, unchanged, when it is not what everybody knows of its owner.

    Raises:
        ValueError: it is the e-mail address, the part before the @, or the username.
    """
    known = {email.casefold(), email.partition("@")[0].casefold(), username.casefold()}
    if password.casefold() in known:
        msg = "must not be your e-mail address or username"
        raise ValueError(msg)
    return password
