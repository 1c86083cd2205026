from typing import Final

import reflex as rx

from storefront.components.buttons import buy_link, quiet_button
from storefront.components.cart_line import cart_line_brief
from storefront.components.notes import note
from storefront.state.cart import DRAWER, CartState
from storefront.theme import styles
from storefront.web.dialogs import close_script

_CLOSE: Final = close_script(DRAWER)


def cart_drawer() -> rx.Component:
    """Comes in from the side when something was put into the cart."""
    return rx.el.dialog(
        rx.el.div(
            rx.el.div(
                rx.el.h2("In your cart", class_name=styles.HEADING, id=f"{DRAWER}-title"),
                rx.el.button(
                    rx.icon("x", size=20, aria_hidden=True),
                    rx.el.span("Close the cart", class_name=styles.UNSEEN),
                    type="button",
                    on_click=rx.call_script(_CLOSE),
                    class_name=styles.ICON,
                ),
                class_name="flex items-center justify-between gap-base",
            ),
            rx.el.div(
                rx.cond(CartState.note, note(CartState.note, tone="sage")),
                role="status",
                class_name="empty:hidden",
            ),
            rx.el.ul(
                rx.foreach(CartState.lines, cart_line_brief),
                role="list",
                # The names are read by keyboard too where they do not fit.
                tab_index=0,
                class_name=f"{styles.RULED} min-h-0 grow overflow-y-auto",
                custom_attrs={"aria-label": "What is in your cart"},
            ),
            rx.el.p(
                rx.el.span(CartState.count_label),
                rx.el.span(CartState.total, key=CartState.total, class_name="tabular news"),
                class_name="flex justify-between font-display text-lead font-bold",
            ),
            buy_link("Check out", to="/checkout", on_click=rx.call_script(_CLOSE)),
            rx.el.div(
                rx.el.a(
                    "See the cart",
                    href="/cart",
                    on_click=rx.call_script(_CLOSE),
                    class_name=f"{styles.QUIET} grow",
                ),
                quiet_button("Keep looking", on_click=rx.call_script(_CLOSE), class_name="grow"),
                class_name="flex flex-wrap gap-snug",
            ),
            class_name="flex h-full flex-col gap-base p-room max-sm:p-base",
        ),
        id=DRAWER,
        class_name=f"{styles.DIALOG} drawer ml-auto h-dvh max-h-none w-[min(28rem,100vw)]"
        " max-w-none border-y-0 border-r-0",
        custom_attrs={"aria-labelledby": f"{DRAWER}-title", "closedby": "any"},
    )
