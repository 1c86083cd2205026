from typing import Final

import reflex as rx

from storefront.components.buttons import buy_link, live_buy_button, quiet_link
from storefront.components.cart_line import cart_line_brief
from storefront.components.message import message, resting
from storefront.components.notes import alert, alert_list
from storefront.components.skeleton import bone, waiting
from storefront.components.sum_card import sum_card
from storefront.layout.cart_lines import cart_lines, left_behind, undo_bar
from storefront.layout.settle_button import settle_button
from storefront.layout.shell import shell
from storefront.state.cart import CartState
from storefront.state.checkout import CheckoutState
from storefront.state.session import SessionState
from storefront.theme import styles

_HERE: Final = "/checkout"


def checkout() -> rx.Component:
    return shell(
        undo_bar(class_name="mb-base"),
        left_behind(class_name="mb-base"),
        # For the ear: where the eye finds it, the page has become another one.
        rx.el.p(
            rx.cond(CartState.is_empty, CheckoutState.error, ""),
            role="alert",
            class_name=styles.UNSEEN,
        ),
        rx.cond(
            CartState.is_loading | ~SessionState.is_ready,
            waiting(bone("h-60 w-full rounded-card"), label="Fetching your cart"),
            rx.cond(
                CartState.is_empty & ~CheckoutState.is_placing,
                rx.cond(
                    CartState.error,
                    # Nobody knows what is in it: no cart that cannot be fetched is an empty one.
                    resting(CartState.error, on_retry=CartState.load, is_page=True),
                    _nothing_to_order(),
                ),
                rx.cond(SessionState.is_signed_in, _review(), _who_is_it_for()),
            ),
        ),
        shows_cart=True,
    )


def _who_is_it_for() -> rx.Component:
    """An order has an owner; the cart waits and comes along."""
    return rx.fragment(
        rx.el.h1("Nearly yours. Who is it for?", class_name=styles.TITLE),
        rx.el.p(
            "An order needs somebody it belongs to. Your cart comes along.",
            class_name=f"{styles.LEAD} mt-tight mb-room",
        ),
        rx.el.div(
            rx.el.div(
                _way(
                    "I am new here",
                    buy_link("Create an account", to=f"/register?next={_HERE}"),
                    text="A name, a mail address and a password: that is all.",
                ),
                _way(
                    "I have an account",
                    quiet_link("Sign in and go on", to=f"/login?next={_HERE}"),
                    text="With your password, or however you signed in last time.",
                ),
                class_name=styles.STACK,
            ),
            sum_card(CartState.count_label, CartState.total, _brief()),
            class_name=styles.TWO_COLUMNS,
        ),
    )


def _way(title: str, *below: rx.Component, text: str) -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(title, class_name=styles.SUBHEADING),
            rx.el.p(text, class_name=styles.SOFT),
        ),
        *below,
        class_name=f"{styles.CARD} flex flex-wrap items-center justify-between gap-base",
    )


def _brief() -> rx.Component:
    return rx.el.ul(rx.foreach(CartState.lines, cart_line_brief), class_name=styles.RULED)


def _review() -> rx.Component:
    return rx.fragment(
        rx.el.h1("Look it over, then order", class_name=f"{styles.TITLE} mb-room"), _sheet()
    )


def _sheet() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.div(
                alert(CartState.error),
                rx.cond(
                    CheckoutState.said_of == CartState.version,
                    rx.fragment(
                        alert(CheckoutState.error), alert_list(CheckoutState.changed_lines)
                    ),
                ),
                class_name=f"mb-base flex flex-col gap-tight {styles.UNLESS_SILENT}",
            ),
            settle_button(class_name="mb-base"),
            cart_lines(is_busy=CheckoutState.is_placing),
        ),
        sum_card(
            CartState.count_label,
            CartState.total,
            live_buy_button(
                rx.cond(CheckoutState.is_placing, "Placing your order…", "Place the order"),
                on_click=CheckoutState.place_order,
                disabled=CheckoutState.is_placing | CartState.is_busy | ~CartState.can_check_out,
            ),
            rx.el.p(
                "Confirmation goes to ",
                rx.el.strong(SessionState.user_email, class_name="break-all text-ink"),
                ".",
                class_name="text-center text-small text-soft",
            ),
        ),
        class_name=styles.TWO_COLUMNS,
    )


def _nothing_to_order() -> rx.Component:
    return message(
        "Your cart is empty",
        rx.cond(CheckoutState.error, CheckoutState.error, "Put something in before you order."),
        buy_link("Browse the window", to="/products"),
        icon="shopping-bag",
        is_page=True,
    )
