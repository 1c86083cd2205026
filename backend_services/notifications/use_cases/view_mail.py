from dataclasses import dataclass
from datetime import datetime
from typing import Final

from backend_services.notifications.adapters import repository
from backend_services.notifications.adapters.mail_reading import (
    MailHeader,
    ReadMail,
    read_envelope,
    read_mail,
)
from backend_services.notifications.adapters.tables import Notification
from backend_services.notifications.domain.delivery import MailStatus
from backend_services.notifications.domain.errors import NotificationNotFound
from backend_services.shared.db.session import ReadSession

_HIDDEN: Final = "This mail holds a one-time link, which only its reader may see. It is not shown."
_UNDER_WAY: Final = frozenset({MailStatus.PENDING, MailStatus.SENDING})


@dataclass(frozen=True, slots=True)
class Delivery:
    attempts: int
    attempts_allowed: int
    next_attempt_at: datetime | None  # None: it was sent, or waits for somebody
    resent_by: int | None


@dataclass(frozen=True, slots=True)
class MailAsSent:
    subject: str
    sender: str  # empty when the mail was erased
    recipient: str
    html: str
    text: str
    is_redacted: bool
    headers: tuple[MailHeader, ...]
    delivery: Delivery


async def view_mail(session: ReadSession, *, notification_id: int) -> MailAsSent:
    """The mail from its stored bytes, for staff; of one with a secret only the envelope.

    Raises:
        NotificationNotFound: there is none with that id.
    """
    found = await repository.find_with_mail(session, notification_id=notification_id)
    if found is None:
        raise NotificationNotFound
    mail = _kept_back(found) if found.is_confidential else read_mail(found.message)
    return MailAsSent(
        subject=found.subject,
        sender=mail.envelope.sender,
        recipient=found.recipient_email,
        html=mail.html,
        text=mail.text,
        is_redacted=found.is_confidential,
        headers=mail.envelope.headers,
        delivery=_delivery(found),
    )


def _kept_back(found: Notification) -> ReadMail:
    return ReadMail(read_envelope(found.message), html=f"<p>{_HIDDEN}</p>", text=_HIDDEN)


def _delivery(found: Notification) -> Delivery:
    return Delivery(
        attempts=found.attempts,
        attempts_allowed=found.attempts_allowed,
        next_attempt_at=found.next_attempt_at if found.status in _UNDER_WAY else None,
        resent_by=found.resent_by,
    )
