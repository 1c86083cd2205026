"""What a mail says, read from its bytes; whatever they are, there is something to show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Final

from local_stack.mail_sink.maildir import MailId, arrival

_HEADER_LIMIT: Final = 998  # characters, the longest line that RFC 5322 knows


@dataclass(frozen=True)
class Mail:
    id: MailId
    sender: str
    to: str
    subject: str
    received_at: datetime
    headers: Sequence[tuple[str, str]]
    text: str | None
    html: str | None


def read_mail(mail_id: MailId, content: bytes) -> Mail:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return Mail(
        id=mail_id,
        sender=_header(message, "From") or _header(message, "Return-Path"),
        to=_header(message, "To") or _header(message, "Delivered-To"),
        subject=_header(message, "Subject"),
        received_at=datetime.fromtimestamp(arrival(mail_id), tz=UTC),
        headers=[(name, _plain(str(value))) for name, value in message.raw_items()],
        text=_body(message, "plain"),
        html=_body(message, "html"),
    )


def _header(message: EmailMessage, name: str) -> str:
    try:
        return _plain(str(message.get(name, "")))
    except Exception:  # noqa: BLE001 - the parser raises all sorts of things on a malformed header
        raw = (str(value) for key, value in message.raw_items() if key.lower() == name.lower())
        return _plain(next(raw, ""))


def _body(message: EmailMessage, kind: str) -> str | None:
    part = message.get_body((kind,))
    if part is None:
        return None
    try:
        return _encodable(part.get_content())
    except (LookupError, ValueError, AttributeError):  # an unknown charset or encoding
        payload = part.get_payload(decode=True)
        return payload.decode("latin-1") if isinstance(payload, bytes) else str(payload)


def _plain(text: str) -> str:
    return _encodable(" ".join(text.split())[:_HEADER_LIMIT])


def _encodable(text: str) -> str:
    """Undecodable bytes travel as half surrogate pairs, which no answer can carry."""
    return text.encode(errors="replace").decode()
