from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime
from typing import Final
from uuid import UUID

from backend_services.notifications.adapters.mail_rendering import MailTemplates
from backend_services.notifications.domain.addresses import is_mailable
from backend_services.notifications.domain.notice import Notice
from backend_services.notifications.domain.single_line import single_line
from backend_services.shared.observability.context import REQUEST_ID_HEADER

_LONGEST_ID: Final = 64  # characters, as the edge takes it


class MailComposer:
    """Makes the whole mail, once; what is sent later are these bytes and no others."""

    def __init__(self, templates: MailTemplates, *, sender: Address) -> None:
        self.templates = templates
        self._sender = sender

    def compose(
        self, notice: Notice, *, event_id: UUID, at: datetime, request_id: str | None
    ) -> bytes:
        """The mail as RFC 5322 bytes; the same event at the same time gives the same bytes.

        It carries the id of the request that caused it, for whoever is asked about the mail.

        An address that no header can hold is left out: such a mail is kept to be looked at.
        """
        rendered = self.templates.render(notice)
        address = notice.recipient.email
        message = EmailMessage(policy=SMTP if address.isascii() else SMTPUTF8)
        message["From"] = self._sender
        if is_mailable(address):
            message["To"] = address
        message["Subject"] = notice.subject
        message["Date"] = format_datetime(at)
        # Whoever receives a mail twice (see sender.py) can tell by this that it is one.
        message["Message-ID"] = f"<{event_id}@{self._sender.domain}>"
        if request_id:
            message[REQUEST_ID_HEADER] = single_line(request_id, limit=_LONGEST_ID)
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
        # Quoted-printable passes through every relay as it is.
        message.set_content(rendered.text, cte="quoted-printable")
        message.add_alternative(rendered.html, subtype="html", cte="quoted-printable")
        message.set_boundary(f"=_{event_id.hex}")  # `=_` never stands in quoted-printable
        return message.as_bytes()
