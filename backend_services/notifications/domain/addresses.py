from typing import Final

UNUSABLE: Final = "The mail address is not usable"
LONGEST: Final = 254  # RFC 5321 4.5.3.1.3, less the angle brackets
_SPECIAL: Final = frozenset(' <>,;:"\\()[]@')


def is_mailable(address: str) -> bool:
    """Whether the address can stand in a header and in an SMTP command.

    Not whether somebody reads it: only the recipient's own server knows that.
    """
    local, _, domain = address.rpartition("@")
    return (
        len(address) <= LONGEST
        and address.isprintable()
        and _SPECIAL.isdisjoint(local + domain)
        and all(local.split("."))
        and all(domain.split("."))
    )
