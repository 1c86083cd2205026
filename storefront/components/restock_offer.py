from typing import Final

import reflex as rx

from storefront.components.arguments import Flag, Handler, Words
from storefront.components.buttons import quiet_button, quiet_link
from storefront.components.notes import alert, confirmation
from storefront.theme import styles

TELL_ME: Final = "Tell me when it is back"
WE_WILL: Final = "We will write to you when it is back."
SIGN_IN: Final = "Sign in to be told when it is back"


def restock_offer(
    *,
    is_asked: rx.Var[bool],
    is_busy: Flag,
    error: rx.Var[str],
    on_wish: Handler,
) -> rx.Component:
    """Beside what is sold out: one mail when it is back.

    One button with two faces, so that the focus stays where it is.
    """
    return rx.el.div(
        rx.el.div(
            confirmation(rx.cond(is_asked, WE_WILL, "").to(str)),
            quiet_button(
                rx.cond(
                    is_asked,
                    "Stop",
                    rx.fragment(_bell(), TELL_ME),
                ),
                rx.el.span(rx.cond(is_asked, " waiting for it", ""), class_name=styles.UNSEEN),
                on_click=on_wish,
                disabled=is_busy,
            ),
            class_name=styles.RESTOCK,
        ),
        alert(error),
        class_name="mt-snug flex flex-col gap-tight",
    )


def restock_sign_in(*, to: Words) -> rx.Component:
    """A guest has no address that we know is theirs."""
    return rx.el.div(quiet_link(_bell(), SIGN_IN, to=to), class_name="mt-snug")


def _bell() -> rx.Component:
    return rx.icon("bell", size=16, class_name="mr-tight inline shrink-0", aria_hidden=True)
