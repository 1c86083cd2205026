import reflex as rx

from storefront.components.buttons import buy_link, quiet_button, quiet_link
from storefront.components.message import message, resting
from storefront.components.notes import alert
from storefront.components.order_rows import order_rows, status_filter
from storefront.components.skeleton import bone, waiting
from storefront.layout.guard import for_members
from storefront.layout.shell import shell
from storefront.state.orders import OrdersState
from storefront.theme import styles

_HAS_ORDERS = OrdersState.orders.length() > 0


def orders() -> rx.Component:
    return shell(
        rx.el.div(
            # As with the account: the title is there at once.
            rx.el.h1("Your orders", class_name=styles.TITLE),
            for_members(
                status_filter(OrdersState.filters),
                rx.cond(
                    OrdersState.error & ~_HAS_ORDERS,
                    resting(OrdersState.error, on_retry=OrdersState.retry),
                    rx.cond(
                        _HAS_ORDERS,
                        _list(),
                        rx.cond(OrdersState.is_loading, _skeleton(), _none()),
                    ),
                ),
            ),
            class_name="max-w-3xl",
        ),
    )


def _list() -> rx.Component:
    return rx.el.div(
        order_rows(OrdersState.orders),
        rx.el.div(
            alert(OrdersState.error),
            rx.cond(
                OrdersState.has_more,
                quiet_button(
                    rx.cond(OrdersState.is_loading, "One moment…", "Show older orders"),
                    on_click=OrdersState.load_more,
                    disabled=OrdersState.is_loading,
                ),
            ),
            class_name=f"mt-room flex flex-col items-center gap-snug {styles.UNLESS_SILENT}",
        ),
        custom_attrs={"aria-busy": OrdersState.is_loading},
    )


def _none() -> rx.Component:
    return rx.cond(
        OrdersState.status == "",
        message(
            "No orders yet",
            "The first one will stand here, with every step it takes.",
            buy_link("Browse the window", to="/products"),
            icon="package",
        ),
        message(
            "None of these",
            "No order of yours stands at this step.",
            quiet_link("See all orders", to="/orders"),
            icon="package",
        ),
    )


def _skeleton() -> rx.Component:
    return waiting(
        *(bone("h-20 w-full rounded-field") for _ in range(4)),
        label="Fetching your orders",
        class_name=styles.STACK,
    )
