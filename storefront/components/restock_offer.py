from typing import Final

import reflex as rx

from storefront.components.arguments import Handler, Words
from storefront.components.buttons import quiet_button, quiet_link
from storefront.components.notes import alert, confirmation
from storefront.theme import styles

TELL_ME: Final = "Tell me when it is back"
WE_WILL: Final = "We will write to you when it is back."
SIGN_IN: Final = "Sign in to be told when it is back"


def restock_offer(
    *,
    is_asked: rx.Var[bool],
    error: rx.Var[str],
    on_wish: Handler,
) -> rx.Component:
    """Beside what is sold out: one mail when it is back.

    One button with two faces, never disabled, so that the focus stays where it is.
    """
    return rx.el.div(
        rx.el.div(
            confirmation(rx.cond(is_asked, WE_WILL, "").to(str)),
            quiet_button(
                rx.cond(
                    is_asked,
                    "Stop",
                    rx.el.span(_bell(), TELL_ME, class_name="inline-flex items-center gap-tight"),
                ),
                rx.el.span(rx.cond(is_asked, " waiting for it", ""), class_name=styles.UNSEEN),
                on_click=on_wish,
                class_name="shrink-0",
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
    return rx.icon("bell", size=16, class_name="shrink-0", aria_hidden=True)
