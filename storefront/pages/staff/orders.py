import reflex as rx

from storefront.components.message import message, resting
from storefront.components.notes import alert
from storefront.components.skeleton import bone, waiting
from storefront.components.staff_orders_table import staff_orders_table
from storefront.layout.guard import for_members
from storefront.layout.shell import shell
from storefront.state.session import SessionState
from storefront.state.staff import StaffOrdersState
from storefront.theme import styles

_HAS_ORDERS = StaffOrdersState.orders.length() > 0


def orders() -> rx.Component:
    return shell(
        for_members(
            rx.cond(
                SessionState.is_staff,
                rx.fragment(
                    rx.el.h1("Orders", class_name=f"{styles.TITLE} mb-room"),
                    rx.cond(_HAS_ORDERS, _table(), _without_orders()),
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


def _table() -> rx.Component:
    return rx.el.div(
        alert(StaffOrdersState.error),
        staff_orders_table(
            StaffOrdersState.orders,
            on_advance=lambda order, status: StaffOrdersState.advance(order.order_id, status),
        ),
        class_name=styles.STACK,
    )


def _without_orders() -> rx.Component:
    return rx.cond(
        StaffOrdersState.error,
        resting(StaffOrdersState.error, on_retry=StaffOrdersState.load),
        rx.cond(
            StaffOrdersState.is_loading,
            waiting(bone("h-96 w-full rounded-card"), label="Fetching the orders"),
            message("No orders yet", "The first one will stand here.", icon="package"),
        ),
    )
