from typing import Final

UNUSABLE: Final = "The mail address is not usable"
LONGEST: Final = 254  # RFC 5321 4.5.3.1.3, less the angle brackets


def is_mailable(address: str) -> bool:
    """Whether the address can stand in a header and in an SMTP command.

    Not whether somebody reads it: only the recipient's own server knows that.
    """
    local, at, domain = address.rpartition("@")
    return bool(
        local
        and at
        and domain
        and len(address) <= LONGEST
        and address.isprintable()
        and not any(character in ' <>,;:"\\()[]@' for character in local + domain)
    )
