from typing import Final

import reflex as rx

from storefront.components.buttons import quiet_button
from storefront.components.message import message
from storefront.components.notes import alert, note
from storefront.components.skeleton import bone, waiting
from storefront.components.staff_audit_lines import staff_audit_lines
from storefront.components.staff_fields import Entry, compact_input, compact_select
from storefront.components.staff_parts import filter_bar, more_button
from storefront.pages.staff.frame import staff_page
from storefront.state.staff_audit import StaffAuditState

KIND: Final = Entry(label="Of", name="kind")
KINDS: Final = (
    ("", "Everything"),
    ("product", "Products"),
    ("order", "Orders"),
    ("mail", "Mails"),
    ("account", "Accounts"),
)
NUMBER: Final = Entry(label="Number", name="id", field_id="number", input_mode="numeric")
WHO: Final = Entry(label="Changed by (name or address)", name="who", max_length=100)
SINCE: Final = Entry(label="From", name="since", type="date")
UNTIL: Final = Entry(label="To", name="until", type="date")
_ASKED: Final = StaffAuditState.filters


def audit() -> rx.Component:
    return staff_page(
        "Audit log",
        filter_bar(
            compact_select(KIND, options=KINDS, value=_ASKED["kind"]),
            compact_input(NUMBER, value=_ASKED["id"], class_name="w-28"),
            compact_input(WHO, value=_ASKED["who"], class_name="grow basis-52"),
            compact_input(SINCE, value=_ASKED["since"]),
            compact_input(UNTIL, value=_ASKED["until"]),
            on_submit=StaffAuditState.search,
            label="Find changes",
        ),
        rx.cond(
            StaffAuditState.silent,
            note(
                f"Changes to {StaffAuditState.silent} cannot be read just now: they are missing"
                " below.",
                tone="straw",
            ),
        ),
        rx.cond(StaffAuditState.lines.length() > 0, _table(), _without_lines()),
        here="/staff/audit",
    )


def _table() -> rx.Component:
    return rx.el.div(
        alert(StaffAuditState.error),
        staff_audit_lines(StaffAuditState.lines, is_busy=StaffAuditState.is_loading),
        more_button(
            StaffAuditState.has_more,
            is_busy=StaffAuditState.is_busy,
            on_click=StaffAuditState.load_more,
        ),
        class_name="flex flex-col gap-snug",
    )


def _without_lines() -> rx.Component:
    return rx.cond(
        StaffAuditState.error,
        message(
            "Nothing to show",
            StaffAuditState.error,
            quiet_button("Try again", on_click=StaffAuditState.load),
            icon="history",
        ),
        rx.cond(
            StaffAuditState.is_loading,
            waiting(bone("h-96 w-full rounded-card"), label="Fetching the log"),
            message(
                "Nothing was changed",
                "No change fits what you asked for.",
                icon="history",
            ),
        ),
    )
