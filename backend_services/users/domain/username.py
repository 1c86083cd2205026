import unicodedata
from typing import Final

SHORTEST: Final = 3
LONGEST: Final = 50


def clean_username(text: str) -> str:
    """The name as it is stored: trimmed, in one Unicode form.

    Raises:
        ValueError: too short, too long, or with characters that cannot be seen.
    """
    name = unicodedata.normalize("NFC", text.strip())
    if not SHORTEST <= len(name) <= LONGEST:
        msg = f"must have {SHORTEST} to {LONGEST} characters"
        raise ValueError(msg)
    # Control characters, but also the invisible ones that make two names look the same.
    if not name.isprintable():
        msg = "must not contain control or invisible characters"
        raise ValueError(msg)
    return name
