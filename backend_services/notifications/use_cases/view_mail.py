from dataclasses import dataclass
from typing import Final

from backend_services.notifications.adapters import repository
from backend_services.notifications.adapters.mail_reading import read_mail, read_sender
from backend_services.notifications.domain.errors import NotificationNotFound
from backend_services.shared.db.session import ReadSession

_HIDDEN: Final = "This mail holds a one-time link, which only its reader may see. It is not shown."


@dataclass(frozen=True, slots=True)
class MailAsSent:
    subject: str
    sender: str  # empty when the mail was erased
    recipient: str
    html: str
    text: str
    is_redacted: bool


async def view_mail(session: ReadSession, *, notification_id: int) -> MailAsSent:
    """The mail from its stored bytes, for staff; of one with a secret only the envelope.

    Raises:
        NotificationNotFound: there is none with that id.
    """
    found = await repository.find_with_mail(session, notification_id=notification_id)
    if found is None:
        raise NotificationNotFound
    if found.is_confidential:
        return MailAsSent(
            subject=found.subject,
            sender=read_sender(found.message),
            recipient=found.recipient_email,
            html=f"<p>{_HIDDEN}</p>",
            text=_HIDDEN,
            is_redacted=True,
        )
    mail = read_mail(found.message)
    return MailAsSent(
        subject=found.subject,
        sender=mail.sender,
        recipient=found.recipient_email,
        html=mail.html,
        text=mail.text,
        is_redacted=False,
    )
