"""Mails that were composed before, read from their bytes."""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final
from uuid import UUID

# Folded or not. Headers come before everything else: the first match is the header.
_MESSAGE_ID: Final = re.compile(rb"^Message-ID:[^\r\n]*(?:\r\n[ \t][^\r\n]*)*", re.MULTILINE)
_REQUEST_ID: Final = re.compile(rb"\AX-Request-ID:[^\r\n]*(?:\r\n[ \t][^\r\n]*)*\r\n")


@dataclass(frozen=True, slots=True)
class MailHeader:
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """What stands outside; empty when the mail was erased."""

    sender: str = ""
    headers: tuple[MailHeader, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadMail:
    envelope: Envelope
    html: str
    text: str


def read_mail(message: bytes) -> ReadMail:
    """The parts of a mail as its reader's program shows them."""
    parsed = message_from_bytes(message, policy=SMTP)
    return ReadMail(
        envelope=_envelope(parsed), html=_body(parsed, "html"), text=_body(parsed, "plain")
    )


def read_envelope(message: bytes) -> Envelope:
    return _envelope(message_from_bytes(message, policy=SMTP)) if message else Envelope()


def _envelope(parsed: EmailMessage) -> Envelope:
    headers = (MailHeader(name, str(value)) for name, value in parsed.items())
    return Envelope(sender=str(parsed["From"]), headers=tuple(headers))


def with_ids(message: bytes, *, message_id: UUID, request_id: str | None) -> bytes:
    """The same mail under other ids; all other bytes stay."""
    found = _MESSAGE_ID.search(message)
    assert found is not None, "every composed mail has an id"
    domain = found.group().rpartition(b"@")[2].rstrip(b"> ")
    headers = b"Message-ID: <" + str(message_id).encode() + b"@" + domain + b">\r\n"
    if request_id:
        headers += b"X-Request-ID: " + request_id.encode() + b"\r\n"
    rest = _REQUEST_ID.sub(b"", message[found.end() + len(b"\r\n") :])  # follows it at once
    return message[: found.start()] + headers + rest


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return part.get_content().replace("\r\n", "\n") if part is not None else ""
