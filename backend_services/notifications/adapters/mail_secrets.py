"""Mails with a one-time link, without what makes the link work."""

import re
from typing import Final

from backend_services.notifications.adapters.mail_reading import read_mail

# As the templates write it; a token in a link is percent-encoded.
_LINK: Final = re.compile(r"/(?:verify-email|reset-password)\?token=([\w.~%/-]+)", re.ASCII)
_LEFT: Final = re.compile(r"token=(?!•••[\s\"'<])")
_BLOT: Final = b"=E2=80=A2" * 3  # `•••` as quoted-printable
_SOFT_BREAK: Final = rb"(?:=\r\n)?"  # may stand between any two characters of a long line


class SecretStays(Exception):
    """It is not certain that nothing of the secret is left."""


def without_secret(message: bytes) -> bytes:
    """The same mail with `token=•••` in its links; all other bytes stay.

    Raises:
        SecretStays: nothing of the mail may be shown.
    """
    secrets = _secrets_in(message)
    if not secrets:
        raise SecretStays  # there is one, and it stands where we do not look
    head, boundary, body = message.partition(b"\r\n\r\n")
    for secret in secrets:
        body = _quoted(secret).sub(_BLOT, body)
    blotted = head + boundary + body
    shown = read_mail(blotted)
    for part in (shown.html, shown.text):
        if _LEFT.search(part) or any(secret in part for secret in secrets):
            raise SecretStays
    return blotted


def _secrets_in(message: bytes) -> set[str]:
    mail = read_mail(message)
    return {*_LINK.findall(mail.html), *_LINK.findall(mail.text)}


def _quoted(secret: str) -> re.Pattern[bytes]:
    """The secret as quoted-printable may write it: any character as itself or as its number."""
    letters = (rb"(?:%b|=%02X)" % (re.escape(one), one[0]) for one in _bytes_of(secret))
    return re.compile(_SOFT_BREAK.join(letters))


def _bytes_of(secret: str) -> list[bytes]:
    return [letter.encode("ascii") for letter in secret]
