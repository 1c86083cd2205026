from collections.abc import Callable, Sequence

import reflex as rx
from reflex.vars import ArrayVar, ObjectVar

from storefront.api.staff_models import MailRow
from storefront.components.arguments import Handler
from storefront.components.moment import moment
from storefront.components.signs import status_badge
from storefront.components.staff_parts import small_button, text_link
from storefront.components.staff_table import WIDE, cell, head_cell, row, staff_table
from storefront.theme import styles

Retry = Callable[[ObjectVar[MailRow]], Handler]


def staff_mails_table(
    mails: ArrayVar[Sequence[MailRow]], *, retry: Retry, is_busy: rx.Var[bool] | bool = False
) -> rx.Component:
    def draw(mail: ObjectVar[MailRow]) -> rx.Component:
        return row(
            head_cell(
                text_link(mail.subject, to=mail.href),
                rx.cond(mail.is_copy, rx.el.span(" · copy", class_name=styles.TINY)),
            ),
            cell(mail.recipient, class_name=f"max-w-64 break-all {WIDE}"),
            cell(mail.kind, class_name="whitespace-nowrap"),
            cell(rx.cond(mail.order_href, text_link(mail.order_number, to=mail.order_href))),
            cell(moment(mail.at), class_name="whitespace-nowrap"),
            cell(
                status_badge(mail.status, mail.status_label),
                rx.cond(
                    mail.problem,
                    rx.el.p(mail.problem, class_name="mt-hair line-clamp-2 text-tiny text-danger"),
                ),
                class_name="max-w-72",
            ),
            cell(
                rx.cond(
                    mail.status == "failed",
                    small_button(
                        "Retry",
                        rx.el.span(f" the mail to {mail.recipient}", class_name=styles.UNSEEN),
                        on_click=retry(mail),
                    ),
                ),
                class_name=WIDE,
            ),
            key=mail.id,
        )

    columns = ("Subject", "To", "Kind", "Order", "When", "State", "Next")
    return staff_table(
        mails, draw, caption="Mails, the newest first", columns=columns, is_busy=is_busy
    )
