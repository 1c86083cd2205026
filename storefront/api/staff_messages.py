"""Mails to customers: what was sent, what was not and why, and once more."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from storefront.api import formatting
from storefront.api.client import Call, Gateway
from storefront.api.parts import hurried
from storefront.api.staff_customers import account_names
from storefront.api.staff_models import MailBody, MailDetail, MailFigures, MailHeader, MailRow
from storefront.api.staff_wire import DeliveryOut, MailCountsOut, MailOut, MailPage, MailRowOut

PAGE: Final = 50
ABOUT_ONE: Final = 20  # an order has no more mails than that
PENDING: Final = "pending"
SENT: Final = "sent"
FAILED: Final = "failed"
STATUS_LABELS: Final[Mapping[str, str]] = {PENDING: "Waiting", SENT: "Sent", FAILED: "Failed"}
KINDS: Final[Mapping[str, str]] = {
    "order_confirmation": "Order placed",
    "order_status_update": "Order news",
    "welcome": "Welcome",
    "email_verification": "Confirm the address",
    "password_reset": "New password",
    "password_changed": "Password changed",
    "back_in_stock": "Back in stock",
}
# How the service begins its reasons, and what staff can do about each.
ADVICE: Final[Mapping[str, str]] = {
    "The mail server refused the mail": "The other side said no. Is the address right, is the"
    " mailbox full? Ask the customer; then retry.",
    "The mail server would not talk to us": "Our own set-up is not accepted. Somebody has to look"
    " at the mail server's settings; then retry.",
    "The mail server did not answer": "The mail server was away. When it is back, retry.",
    "The mail server could not be reached": "The mail server was away. When it is back, retry.",
    "The mail server takes no addresses": "Ask the customer for an address in plain letters.",
    "The mail address is not usable": "No mail can go there: a retry fails again. Ask the customer"
    " for another address.",
    "The last attempt was interrupted": "Perhaps it arrived. Ask before the customer gets it a"
    " second time.",
}
BY_ITSELF: Final = "It is tried again by itself."


@dataclass(frozen=True, kw_only=True)
class MailQuery:
    recipient: str = ""  # any part of the address
    status: str = ""
    kind: str = ""
    user_id: str = ""
    cursor: str = ""

    def params(self) -> dict[str, str | int]:
        named = {
            "recipient": self.recipient,
            "status": self.status,
            "type": self.kind,
            "user_id": self.user_id,
            "cursor": self.cursor,
        }
        return {"page_size": PAGE, **{name: value for name, value in named.items() if value}}


@dataclass(frozen=True, kw_only=True)
class MailRows:
    rows: list[MailRow] = field(default_factory=list[MailRow])
    total: int = 0
    next_cursor: str = ""


async def list_mails(gateway: Gateway, query: MailQuery) -> MailRows:
    """Everybody's, the newest first."""
    call = Call(method="GET", path="/notifications", params=query.params())
    page = await gateway.fetch(call, answer=MailPage)
    return MailRows(
        rows=[mail_row(mail) for mail in page.notifications],
        total=page.total,
        next_cursor=str(page.next_cursor or ""),
    )


async def mails_about(gateway: Gateway, *, order_id: int) -> list[MailRow]:
    """What was mailed about an order, the newest first."""
    params = {"order_id": order_id, "page_size": ABOUT_ONE}
    call = Call(method="GET", path="/notifications", params=params)
    page = await hurried(gateway).fetch(call, answer=MailPage)
    return [mail_row(mail) for mail in page.notifications]


async def get_row(gateway: Gateway, mail_id: int) -> MailRow:
    """How a mail fares; without what it says."""
    call = Call(method="GET", path=f"/notifications/{mail_id}")
    return mail_row(await gateway.fetch(call, answer=MailRowOut))


async def count_mails(gateway: Gateway) -> MailFigures:
    call = Call(method="GET", path="/notifications/stats")
    counts = await gateway.fetch(call, answer=MailCountsOut)
    return MailFigures(failed=counts.failed, waiting=counts.pending, sent_today=counts.sent_today)


async def get_mail(gateway: Gateway, mail_id: int) -> MailDetail:
    """One mail as it was sent, and how it fared."""
    row = await gateway.fetch(
        Call(method="GET", path=f"/notifications/{mail_id}"), answer=MailRowOut
    )
    mail = await gateway.fetch(
        Call(method="GET", path=f"/notifications/{mail_id}/mail"), answer=MailOut
    )
    wanted_by = mail.delivery.resent_by
    names = await account_names(hurried(gateway), [wanted_by] if wanted_by else [])
    return MailDetail(
        **_row_fields(row),
        **_delivery_fields(mail.delivery, names=names),
        body=MailBody(subject=mail.subject, html=mail.html, text=mail.text),
        headers=[MailHeader(name=one.name, value=one.value) for one in mail.headers],
        is_hidden=mail.is_redacted,
        created_at=formatting.instant(row.created_at),
        sent_at=formatting.instant(row.sent_at) if row.sent_at else "",
        advice=advice_on(row.error_message or "", status=row.status),
        first_href=f"/staff/messages/{row.resend_of_id}" if row.resend_of_id else "",
        audit_href=f"/staff/audit?kind=mail&id={row.id}",
        customer_href=f"/staff/customers/{row.user_id}" if row.user_id else "",
        can_retry=row.status == FAILED,
        can_resend=row.status == SENT and not mail.is_redacted,
    )


async def retry(gateway: Gateway, mail_id: int) -> MailRow:
    """Send a failed mail again, byte for byte."""
    call = Call(method="POST", path=f"/notifications/retry/{mail_id}")
    return mail_row(await gateway.fetch(call, answer=MailRowOut))


async def resend(gateway: Gateway, mail_id: int, *, key: str) -> MailRow:
    """Send a mail that was sent a second time; the copy. The same key makes one copy only."""
    call = Call(
        method="POST",
        path=f"/notifications/{mail_id}/resend",
        body={"confirm": True},
        idempotency_key=key,
    )
    return mail_row(await gateway.fetch(call, answer=MailRowOut))


def mail_row(mail: MailRowOut) -> MailRow:
    return MailRow(**_row_fields(mail))


def advice_on(problem: str, *, status: str) -> str:
    if status != FAILED:
        return BY_ITSELF if problem else ""
    return next((words for start, words in ADVICE.items() if problem.startswith(start)), "")


def _row_fields(mail: MailRowOut) -> dict[str, Any]:
    return {
        "id": mail.id,
        "kind": KINDS.get(mail.type, formatting.status_label(mail.type)),
        "recipient": mail.recipient_email,
        "subject": mail.subject,
        "status": mail.status,
        "status_label": STATUS_LABELS.get(mail.status, mail.status.capitalize()),
        "at": formatting.instant(mail.sent_at or mail.created_at),
        "problem": mail.error_message or "",
        "is_copy": mail.resend_of_id is not None,
        "href": f"/staff/messages/{mail.id}",
        "order_href": f"/staff/orders/{mail.order_id}" if mail.order_id else "",
        "order_number": formatting.order_number(mail.order_id) if mail.order_id else "",
        "user_id": mail.user_id or 0,
    }


def _delivery_fields(delivery: DeliveryOut, *, names: Mapping[int, str]) -> dict[str, Any]:
    next_attempt, who = delivery.next_attempt_at, delivery.resent_by
    return {
        "attempts": f"{delivery.attempts} of {delivery.attempts_allowed}",
        "next_attempt": formatting.instant(next_attempt) if next_attempt else "",
        "wanted_by": names.get(who, f"staff {who}") if who else "",
    }
