"""What every page of the staff console stands in: the shop's frame, the guard, the way around."""

from typing import Final

import reflex as rx

from storefront.components.arguments import Words
from storefront.components.message import message
from storefront.layout.guard import for_members
from storefront.layout.shell import shell
from storefront.state.session import SessionState
from storefront.theme import styles

ROOMS: Final = (
    ("Today", "/staff"),
    ("Orders", "/staff/orders"),
    ("Products", "/staff/products"),
    ("Customers", "/staff/customers"),
    ("Messages", "/staff/messages"),
    ("Audit log", "/staff/audit"),
    ("System", "/staff/system"),
)


def staff_page(
    title: Words, *content: rx.Component, here: str, beside: rx.Component | None = None
) -> rx.Component:
    """`here`: the room the page belongs to; `beside` stands at the right of the title."""
    return shell(
        for_members(
            rx.cond(
                SessionState.is_staff,
                rx.fragment(
                    _rooms(here),
                    rx.el.div(
                        rx.el.h1(title, class_name=styles.HEADING),
                        beside or rx.fragment(),
                        class_name="mb-base flex flex-wrap items-center justify-between"
                        " gap-x-base gap-y-tight",
                    ),
                    *content,
                ),
                message(
                    "For the shop's staff",
                    "Sign in with a staff account to see this page.",
                    icon="lock",
                    is_page=True,
                ),
            ),
        ),
    )


def _rooms(here: str) -> rx.Component:
    return rx.el.nav(
        *(
            rx.el.a(
                name,
                href=address,
                # On a phone the row begins where one is.
                class_name=f"{styles.CHIP} aria-[current=page]:[scroll-initial-target:nearest]",
                custom_attrs={"aria-current": "page"} if address == here else {},
            )
            for name, address in ROOMS
        ),
        class_name="slider -mx-base mb-room flex gap-tight overflow-x-auto scroll-px-base px-base"
        " py-hair md:mx-0 md:flex-wrap md:px-0 print:hidden",
        custom_attrs={"aria-label": "Staff console"},
    )
