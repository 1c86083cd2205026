from typing import Final

import reflex as rx

from storefront.components.buttons import buy_button, buy_link, quiet_button
from storefront.components.notes import alert
from storefront.components.skeleton import bone, waiting
from storefront.layout.cart_lines import cart_lines, left_behind, undo_bar
from storefront.layout.settle_button import settle_button
from storefront.state.cart import DRAWER, CartState
from storefront.theme import styles
from storefront.web.dialogs import close_script

_CLOSE: Final = close_script(DRAWER)


def cart_drawer() -> rx.Component:
    """The cart from the side: when something was put in, and behind the header's Cart."""
    return rx.el.dialog(
        rx.el.div(
            _top(),
            rx.cond(
                CartState.is_loading,
                waiting(bone("h-24 w-full rounded-card"), label="Fetching your cart"),
                rx.cond(CartState.is_empty, _empty(), _full()),
            ),
            class_name="flex h-full flex-col gap-base p-room max-sm:p-base",
        ),
        id=DRAWER,
        class_name=f"{styles.DIALOG} drawer ml-auto h-dvh max-h-none w-[min(28rem,100vw)]"
        " max-w-none border-y-0 border-r-0",
        custom_attrs={"aria-labelledby": f"{DRAWER}-title", "closedby": "any"},
    )


def _top() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.h2("In your cart", class_name=styles.HEADING, id=f"{DRAWER}-title"),
            # Always one line: what is said here must not move the buttons below. What is cut off
            # for the eye stands in the lines, and the ear has it whole.
            rx.el.p(
                # What the bar below offers to undo need not be told to the eye twice.
                rx.el.span(
                    CartState.note, class_name=rx.cond(CartState.undo_name, styles.UNSEEN, "")
                ),
                role="status",
                class_name=f"{styles.SOFT} min-h-[1.5em] truncate",
            ),
            class_name="min-w-0",
        ),
        rx.el.button(
            rx.icon("x", size=20, aria_hidden=True),
            rx.el.span("Close the cart", class_name=styles.UNSEEN),
            type="button",
            on_click=rx.call_script(_CLOSE),
            class_name=styles.ICON,
        ),
        class_name="flex items-start justify-between gap-base",
    )


def _full() -> rx.Component:
    return rx.fragment(
        cart_lines(class_name="min-h-40 grow overflow-y-auto", label="What is in your cart"),
        # Below the lines, so that none of them moves away from under the finger.
        _told(),
        settle_button(),
        rx.el.p(
            rx.el.span(CartState.count_label),
            rx.el.span(CartState.total, key=CartState.total, class_name="tabular news"),
            class_name="flex justify-between font-display text-lead font-bold",
        ),
        rx.cond(
            CartState.can_check_out,
            buy_link("Check out", to="/checkout", on_click=rx.call_script(_CLOSE)),
            buy_button("Check out", disabled=True),
        ),
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
    )


def _empty() -> rx.Component:
    return rx.fragment(
        rx.cond(
            ~CartState.error.bool(),
            rx.el.p("Nothing in it yet. What you put in stays here.", class_name=styles.SOFT),
        ),
        _told(),
        quiet_button("Keep looking", on_click=rx.call_script(_CLOSE)),
    )


def _told() -> rx.Component:
    return rx.fragment(alert(CartState.error), left_behind(), undo_bar())
