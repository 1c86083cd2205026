import reflex as rx

from storefront.components.buttons import buy_button, buy_link
from storefront.components.message import message, resting
from storefront.components.notes import alert
from storefront.components.skeleton import bone, waiting
from storefront.components.sum_card import sum_card
from storefront.layout.cart_lines import cart_lines, left_behind, undo_bar
from storefront.layout.settle_button import settle_button
from storefront.layout.shell import shell
from storefront.state.cart import CartState
from storefront.state.session import SessionState
from storefront.theme import styles


def cart() -> rx.Component:
    return shell(
        rx.el.h1("Your cart", class_name=f"{styles.TITLE} mb-room"),
        undo_bar(class_name="mb-base"),
        left_behind(class_name="mb-base"),
        rx.cond(
            CartState.is_loading,
            _skeleton(),
            rx.cond(
                ~CartState.is_empty,
                _full(),
                rx.cond(
                    CartState.error,
                    resting(CartState.error, on_retry=CartState.load),
                    _empty(),
                ),
            ),
        ),
        shows_cart=True,
    )


def _full() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.div(alert(CartState.error), class_name=f"mb-base {styles.UNLESS_SILENT}"),
            settle_button(class_name="mb-base"),
            cart_lines(),
        ),
        sum_card(CartState.count_label, CartState.total, *_next_step()),
        class_name=styles.TWO_COLUMNS,
    )


def _next_step() -> tuple[rx.Component, ...]:
    return (
        rx.cond(
            CartState.can_check_out,
            buy_link("Check out", to="/checkout"),
            buy_button("Check out", disabled=True),
        ),
        rx.el.p(
            rx.cond(
                CartState.can_check_out,
                rx.cond(
                    SessionState.is_signed_in,
                    "You look it over once more before anything is ordered.",
                    "You sign in on the next step. Your cart comes along.",
                ),
                rx.cond(
                    CartState.is_checked,
                    "Please look at the notes in your cart first.",
                    "We can't ask about stock and prices just now. Try again in a moment.",
                ),
            ),
            class_name="text-center text-small text-soft",
        ),
    )


def _empty() -> rx.Component:
    return message(
        "Nothing in it yet",
        "What you put in stays here, also when you close the page.",
        buy_link("Browse the window", to="/products"),
        icon="shopping-bag",
    )


def _skeleton() -> rx.Component:
    return waiting(
        rx.el.div(
            bone("h-24 w-full rounded-card"),
            bone("h-24 w-full rounded-card"),
            class_name=styles.STACK,
        ),
        bone("h-60 w-full rounded-card"),
        label="Fetching your cart",
        class_name=styles.TWO_COLUMNS,
    )
