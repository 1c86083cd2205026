from typing import Final

import reflex as rx

from storefront.api.staff_messages import KINDS, STATUS_LABELS
from storefront.components.message import message, resting
from storefront.components.notes import alert
from storefront.components.skeleton import bone, waiting
from storefront.components.staff_fields import Entry, compact_input, compact_select
from storefront.components.staff_mails_table import staff_mails_table
from storefront.components.staff_parts import count_line, filter_bar, more_button
from storefront.pages.staff.message_rooms import MESSAGES, corner_page
from storefront.state.staff_messages import StaffMailsState
from storefront.theme import styles

STATES: Final = (("", "Any state"), *STATUS_LABELS.items())
SORTS: Final = (("", "Any kind"), *KINDS.items())
FIND: Final = Entry(
    label="Part of the address", name="q", field_id="find", type="search", max_length=100
)
STATE: Final = Entry(label="State", name="status", field_id="state")
KIND: Final = Entry(label="Kind", name="kind")
WHOSE: Final = Entry(
    label="Customer's number", name="user", field_id="whose", input_mode="numeric", max_length=10
)
_ASKED: Final = StaffMailsState.filters
_FIGURES: Final = StaffMailsState.figures


def messages() -> rx.Component:
    return corner_page(
        "Messages",
        _figures(),
        _filters(),
        rx.cond(StaffMailsState.mails.length() > 0, _table(), _without_mails()),
        here=MESSAGES,
    )


def _figures() -> rx.Component:
    return rx.el.ul(
        _figure(_FIGURES.failed, "failed", to=f"{MESSAGES}?status=failed"),
        _figure(_FIGURES.waiting, "waiting", to=f"{MESSAGES}?status=pending"),
        _figure(_FIGURES.sent_today, "sent today", to=f"{MESSAGES}?status=sent"),
        role="list",
        class_name="mb-base grid grid-cols-3 gap-snug sm:max-w-lg",
        custom_attrs={"aria-label": "How mails are doing"},
    )


def _figure(count: rx.Var[int], words: str, *, to: str) -> rx.Component:
    return rx.el.li(
        rx.el.a(
            rx.el.span(count, class_name="block font-display text-heading font-bold tabular"),
            rx.el.span(words, class_name=styles.TINY),
            href=to,
            class_name=f"{styles.PANEL} block hover:bg-sunken",
        )
    )


def _filters() -> rx.Component:
    return filter_bar(
        compact_input(FIND, value=_ASKED["q"], class_name="grow basis-52"),
        compact_select(STATE, options=STATES, value=_ASKED["status"]),
        compact_select(KIND, options=SORTS, value=_ASKED["kind"]),
        compact_input(WHOSE, value=_ASKED["user"], class_name="w-36"),
        on_submit=StaffMailsState.search,
        label="Find mails",
    )


def _table() -> rx.Component:
    return rx.el.div(
        count_line(StaffMailsState.mails.length(), total=StaffMailsState.total, noun="mails"),
        alert(StaffMailsState.error),
        staff_mails_table(
            StaffMailsState.mails,
            retry=lambda mail: StaffMailsState.retry(mail.id),
            is_busy=StaffMailsState.is_loading,
        ),
        more_button(
            StaffMailsState.has_more,
            is_busy=StaffMailsState.is_busy,
            on_click=StaffMailsState.load_more,
        ),
        class_name="flex flex-col gap-snug",
    )


def _without_mails() -> rx.Component:
    return rx.cond(
        StaffMailsState.error,
        resting(StaffMailsState.error, on_retry=StaffMailsState.load),
        rx.cond(
            StaffMailsState.is_loading,
            waiting(bone("h-96 w-full rounded-card"), label="Fetching the mails"),
            message("No mails here", "None fits what you asked for.", icon="mail"),
        ),
    )
