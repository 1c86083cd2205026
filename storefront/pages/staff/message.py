"""One mail as it was sent, how it fared, and once more."""

from typing import Final

import reflex as rx
from reflex.vars import ObjectVar

from storefront.api.staff_models import MailHeader
from storefront.components.breadcrumbs import breadcrumbs
from storefront.components.mail_frame import mail_text
from storefront.components.message import message, resting
from storefront.components.moment import moment
from storefront.components.notes import alert, note
from storefront.components.signs import status_badge
from storefront.components.skeleton import bone, waiting
from storefront.components.staff_parts import answers, definition, panel, small_button, text_link
from storefront.components.staff_question import question
from storefront.pages.staff.frame import staff_page
from storefront.pages.staff.message_rooms import MESSAGES
from storefront.pages.staff.shown_mail import shown_mail
from storefront.state.staff_messages import StaffMailState
from storefront.theme import styles

_IT: Final = StaffMailState.mail


def message_page() -> rx.Component:
    return staff_page(
        rx.cond(_IT.subject, _IT.subject, "Mail").to(str),
        breadcrumbs(("Messages", MESSAGES), here=_IT.subject),
        rx.cond(
            StaffMailState.is_missing,
            message("No such mail", "The number may have a slip in it.", icon="mail-x"),
            rx.cond(_IT.href, _details(), _without_mail()),
        ),
        here=MESSAGES,
        beside=rx.cond(_IT.href, status_badge(_IT.status, _IT.status_label)),
    )


def _details() -> rx.Component:
    return rx.el.div(
        _problem(),
        _deeds(),
        rx.el.div(
            panel("As its reader sees it", _body()),
            rx.el.div(
                panel("How it fared", _facts()),
                rx.cond(_IT.is_hidden, rx.fragment(), panel("As text", mail_text(_IT.body.text))),
                class_name=styles.STACK,
            ),
            class_name=styles.TWO_COLUMNS,
        ),
        panel("Headers", _headers()),
        class_name=f"{styles.STACK} mt-base",
    )


def _problem() -> rx.Component:
    return rx.cond(
        _IT.problem,
        note(rx.el.strong(_IT.problem, class_name="block"), _IT.advice, tone="rose"),
    )


def _deeds() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.cond(
                _IT.can_retry,
                small_button(
                    "Retry", on_click=StaffMailState.retry, disabled=StaffMailState.is_busy
                ),
            ),
            rx.cond(_IT.can_resend, small_button("Send once more", on_click=StaffMailState.ask)),
            rx.cond(
                _IT.status == "pending",
                small_button("Look again", on_click=StaffMailState.load),
            ),
            role="group",
            class_name="flex flex-wrap gap-tight empty:hidden",
            custom_attrs={"aria-label": "With this mail"},
        ),
        rx.cond(StaffMailState.is_asking, _question(), alert(StaffMailState.error)),
        class_name=f"flex flex-col gap-snug {styles.UNLESS_SILENT}",
    )


def _question() -> rx.Component:
    return question(
        rx.el.p(
            "Send this mail to ",
            rx.el.strong(_IT.recipient),
            " once more? They get the same mail a second time. It stands in the list as a copy,"
            " with your number.",
            class_name="text-small",
            role="status",
        ),
        alert(StaffMailState.error),
        answers(
            "Send a copy",
            is_busy=StaffMailState.is_busy,
            on_yes=StaffMailState.resend,
            on_never_mind=StaffMailState.never_mind,
        ),
        label="Confirm the copy",
        key="copy",
    )


def _body() -> rx.Component:
    return rx.fragment(
        rx.cond(
            _IT.is_hidden,
            rx.el.div(
                note(
                    "This mail holds a one-time link, which only its reader may see: here it is"
                    " blotted out. It is not sent once more; its reader can ask for a new one.",
                    tone="straw",
                ),
                class_name="mb-base",
            ),
        ),
        shown_mail(StaffMailState, title="The mail"),
    )


def _facts() -> rx.Component:
    return rx.el.dl(
        definition(
            "To",
            rx.cond(
                _IT.customer_href,
                text_link(_IT.recipient, to=_IT.customer_href),
                _IT.recipient,
            ),
        ),
        definition("Kind", _IT.kind),
        rx.cond(_IT.order_href, definition("About", _order_link())),
        definition("Written", moment(_IT.created_at)),
        rx.cond(_IT.sent_at, definition("Taken by the mail server", moment(_IT.sent_at))),
        definition("Attempts", _IT.attempts),
        rx.cond(_IT.next_attempt, definition("Next attempt", moment(_IT.next_attempt))),
        rx.cond(
            _IT.is_copy,
            definition(
                "A copy of",
                text_link("the first mail", to=_IT.first_href),
                f", for {_IT.wanted_by}",
            ),
        ),
        definition("Who had it sent again", text_link("in the audit log", to=_IT.audit_href)),
        class_name="flex flex-col gap-snug",
    )


def _order_link() -> rx.Component:
    return text_link(f"Order {_IT.order_number}", to=_IT.order_href)


def _headers() -> rx.Component:
    def header(one: ObjectVar[MailHeader]) -> rx.Component:
        return rx.el.div(
            rx.el.dt(one.name, class_name=styles.TINY),
            rx.el.dd(one.value, class_name="font-mono text-tiny break-all"),
            key=one.name,
        )

    return rx.cond(
        _IT.headers.length() > 0,
        rx.el.dl(
            rx.foreach(_IT.headers.to(list[MailHeader]), header),
            class_name="grid gap-x-room gap-y-tight md:grid-cols-2",
        ),
        rx.el.p("Erased: its link is over.", class_name=styles.SOFT),
    )


def _without_mail() -> rx.Component:
    return rx.cond(
        StaffMailState.error,
        resting(StaffMailState.error, on_retry=StaffMailState.load),
        waiting(bone("h-96 w-full rounded-card"), label="Fetching the mail"),
    )
