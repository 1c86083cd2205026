from typing import Final

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
    if len(password.encode()) > LONGEST:
        msg = f"must have at most {LONGEST} bytes"
        raise ValueError(msg)
    if "\x00" in password:
        msg = "must not contain the NUL character"
        raise ValueError(msg)
    return password
