from typing import Final

import reflex as rx

from storefront.api.staff_customers import ROLE_LABELS, ROLES
from storefront.components.message import message, resting
from storefront.components.notes import alert
from storefront.components.skeleton import bone, waiting
from storefront.components.staff_customers_table import staff_customers_table
from storefront.components.staff_fields import Entry, compact_input, compact_select
from storefront.components.staff_parts import count_line, filter_bar, more_button
from storefront.pages.staff.frame import staff_page
from storefront.state.staff_customers import SHOWN, StaffCustomersState

FIND: Final = Entry(
    label="Name or address", name="q", field_id="find", type="search", max_length=100
)
ROLE: Final = Entry(label="Role", name="role")
ROLE_CHOICES: Final = (("", "Any role"), *((role, ROLE_LABELS[role]) for role in ROLES))
WHICH: Final = Entry(label="Which", name="shown")
CHOICES: Final = (("", "All"), *((name, name.capitalize()) for name in SHOWN))
_ASKED: Final = StaffCustomersState.filters


def customers() -> rx.Component:
    return staff_page(
        "Customers",
        filter_bar(
            compact_input(FIND, value=_ASKED["q"], class_name="grow basis-60"),
            compact_select(ROLE, options=ROLE_CHOICES, value=_ASKED["role"]),
            compact_select(WHICH, options=CHOICES, value=_ASKED["shown"]),
            on_submit=StaffCustomersState.search,
            label="Find customers",
        ),
        rx.cond(StaffCustomersState.customers.length() > 0, _table(), _without_customers()),
        here="/staff/customers",
    )


def _table() -> rx.Component:
    return rx.el.div(
        count_line(
            StaffCustomersState.customers.length(),
            total=StaffCustomersState.total,
            noun="customers",
        ),
        alert(StaffCustomersState.error),
        staff_customers_table(
            StaffCustomersState.customers, is_busy=StaffCustomersState.is_loading
        ),
        more_button(
            StaffCustomersState.has_more,
            is_busy=StaffCustomersState.is_busy,
            on_click=StaffCustomersState.load_more,
        ),
        class_name="flex flex-col gap-snug",
    )


def _without_customers() -> rx.Component:
    return rx.cond(
        StaffCustomersState.error,
        resting(StaffCustomersState.error, on_retry=StaffCustomersState.load),
        rx.cond(
            StaffCustomersState.is_loading,
            waiting(bone("h-96 w-full rounded-card"), label="Fetching the customers"),
            message("Nobody here", "Nobody fits what you asked for.", icon="users"),
        ),
    )
