from typing import Final

from storefront.api.client import Call, Gateway
from storefront.api.staff_models import MailRow
from storefront.api.staff_wire import MailPage, MailRowOut

ABOUT_ONE: Final = 20  # an order has no more mails than that


async def mails_about(gateway: Gateway, *, order_id: int) -> list[MailRow]:
    """What was mailed about an order, the newest first."""
    params = {"order_id": order_id, "page_size": ABOUT_ONE}
    call = Call(method="GET", path="/notifications", params=params)
    page = await gateway.fetch(call, answer=MailPage)
    return [mail_row(gateway, mail) for mail in page.notifications]


def mail_row(gateway: Gateway, mail: MailRowOut) -> MailRow:
    return MailRow(
        id=mail.id,
        kind=mail.type.replace("_", " "),
        recipient=mail.recipient_email,
        subject=mail.subject,
        status=mail.status,
        status_label=mail.status.capitalize(),
        at=gateway.display.moment(mail.sent_at or mail.created_at),
        problem=mail.error_message or "",
        is_copy=mail.resend_of_id is not None,
        order_href=f"/staff/orders/{mail.order_id}" if mail.order_id else "",
    )
