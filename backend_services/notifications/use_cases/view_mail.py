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
from backend_services.notifications.adapters.mail_secrets import SecretStays, without_secret
from backend_services.notifications.adapters.tables import Notification
from backend_services.notifications.domain.delivery import MailStatus
from backend_services.notifications.domain.errors import NotificationNotFound
from backend_services.shared.db.session import ReadSession
from backend_services.shared.observability.logging import get_logger

log = get_logger()

_HIDDEN: Final = "This mail holds or held a one-time link. It is not shown."
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
    sender: str  # empty when nothing of the mail was kept
    recipient: str
    html: str
    text: str
    is_redacted: bool
    headers: tuple[MailHeader, ...]
    delivery: Delivery
    request_id: str | None


async def view_mail(session: ReadSession, *, notification_id: int) -> MailAsSent:
    """The mail from its stored bytes, for staff; of a one-time link the token is blotted out.

    Raises:
        NotificationNotFound: there is none with that id.
    """
    found = await repository.find_with_mail(session, notification_id=notification_id)
    if found is None:
        raise NotificationNotFound
    mail = _as_shown(found)
    return MailAsSent(
        subject=found.subject,
        sender=mail.envelope.sender,
        recipient=found.recipient_email,
        html=mail.html,
        text=mail.text,
        is_redacted=found.is_confidential,
        headers=mail.envelope.headers,
        delivery=_delivery(found),
        request_id=found.request_id,
    )


def _as_shown(found: Notification) -> ReadMail:
    if not found.message:
        return _kept_back(found)
    if not found.is_confidential or found.message_erased_at is not None:
        return read_mail(found.message)
    try:
        return read_mail(without_secret(found.message))
    except SecretStays:
        log.error("mail.secret_not_found", notification_id=found.id)  # noqa: TRY400 - no trace tells more
        return _kept_back(found)


def _kept_back(found: Notification) -> ReadMail:
    return ReadMail(read_envelope(found.message), html=f"<p>{_HIDDEN}</p>", text=_HIDDEN)


def _delivery(found: Notification) -> Delivery:
    return Delivery(
        attempts=found.attempts,
        attempts_allowed=found.attempts_allowed,
        next_attempt_at=found.next_attempt_at if found.status in _UNDER_WAY else None,
        resent_by=found.resent_by,
    )
