"""The three corners of the console's Messages: mails, templates, dead letters."""

from typing import Final

import reflex as rx

from storefront.components.arguments import Words
from storefront.pages.staff.frame import staff_page
from storefront.theme import styles

MESSAGES: Final = "/staff/messages"
TEMPLATES: Final = "/staff/messages/templates"
DEAD_LETTERS: Final = "/staff/messages/dead-letters"
CORNERS: Final = (
    ("Mails", MESSAGES),
    ("Templates", TEMPLATES),
    ("Dead letters", DEAD_LETTERS),
)


def corner_page(
    title: Words, *content: rx.Component, here: str, beside: rx.Component | None = None
) -> rx.Component:
    return staff_page(title, _corners(here), *content, here=MESSAGES, beside=beside)


def _corners(here: str) -> rx.Component:
    return rx.el.nav(
        *(
            rx.el.a(
                name,
                href=address,
                class_name=f"{styles.LINK} inline-flex min-h-control items-center"
                " aria-[current=page]:font-bold aria-[current=page]:decoration-current",
                custom_attrs={"aria-current": "page"} if address == here else {},
            )
            for name, address in CORNERS
        ),
        class_name="mb-snug flex flex-wrap gap-x-room text-small",
        custom_attrs={"aria-label": "Messages"},
    )
