import reflex as rx

from storefront.components.buttons import buy_button, buy_link
from storefront.components.cart_line import cart_line_brief
from storefront.components.message import message
from storefront.components.notes import alert, alert_list
from storefront.components.skeleton import bone, waiting
from storefront.components.sum_card import sum_card
from storefront.layout.guard import for_members
from storefront.layout.shell import shell
from storefront.state.cart import CartState
from storefront.state.checkout import CheckoutState
from storefront.state.session import SessionState
from storefront.theme import styles


def checkout() -> rx.Component:
    return shell(
        for_members(
            rx.el.h1("Look it over, then order", class_name=f"{styles.TITLE} mb-room"),
            rx.cond(
                CartState.is_loading,
                waiting(bone("h-60 w-full rounded-card"), label="Fetching your cart"),
                rx.cond(
                    CartState.is_empty & ~CheckoutState.is_placing,
                    _nothing_to_order(),
                    _review(),
                ),
            ),
        ),
    )


def _review() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.div(
                alert(CheckoutState.error),
                alert_list(CheckoutState.changed_lines),
                class_name=f"mb-base flex flex-col gap-tight {styles.UNLESS_SILENT}",
            ),
            rx.el.ul(rx.foreach(CartState.lines, cart_line_brief), class_name=styles.RULED),
            rx.el.a(
                "Change something in the cart",
                href="/cart",
                class_name=f"{styles.LINK} mt-snug inline-flex min-h-control items-center"
                " text-small",
            ),
        ),
        sum_card(
            CartState.count_label,
            CartState.total,
            buy_button(
                rx.cond(CheckoutState.is_placing, "Placing your order…", "Place the order"),
                on_click=CheckoutState.place_order,
                disabled=CheckoutState.is_placing | ~CartState.can_check_out,
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
        "Put something in before you order.",
        buy_link("Browse the window", to="/products"),
        icon="shopping-bag",
    )
