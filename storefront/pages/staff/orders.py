from typing import Final

import reflex as rx

from storefront.api.formatting import STATUS_LABELS
from storefront.api.staff_orders import STATUSES, STEPS
from storefront.components.message import message, resting
from storefront.components.notes import alert, alert_list
from storefront.components.skeleton import bone, waiting
from storefront.components.staff_fields import Entry, compact_input, compact_select
from storefront.components.staff_orders_table import OrderHandlers, staff_orders_table
from storefront.components.staff_parts import count_line, filter_bar, more_button, small_button
from storefront.components.staff_steps import VERBS, step_question
from storefront.pages.staff.frame import staff_page
from storefront.state.staff_orders import StaffOrdersState
from storefront.theme import styles

STATES: Final = (("", "Any state"), *((name, STATUS_LABELS[name]) for name in STATUSES))
FIND: Final = Entry(
    label="Number, address, product or SKU",
    name="q",
    field_id="find",
    type="search",
    max_length=100,
)
STATE: Final = Entry(label="State", name="status", field_id="state")
SINCE: Final = Entry(label="From", name="since", type="date")
UNTIL: Final = Entry(label="To", name="until", type="date")
SORT: Final = Entry(label="Sort by", name="sort")
SORTS: Final = (
    ("", "Newest first"),
    ("oldest", "Oldest first"),
    ("highest", "Highest total"),
    ("lowest", "Lowest total"),
)
_ASKED: Final = StaffOrdersState.filters
_HAS_ORDERS: Final = StaffOrdersState.orders.length() > 0
_PICKED: Final = StaffOrdersState.picked.length()


def orders() -> rx.Component:
    return staff_page(
        "Orders",
        _filters(),
        rx.cond(_HAS_ORDERS, _table(), _without_orders()),
        here="/staff/orders",
    )


def _filters() -> rx.Component:
    return filter_bar(
        compact_input(FIND, value=_ASKED["q"], class_name="grow basis-60"),
        compact_select(STATE, options=STATES, value=_ASKED["status"]),
        compact_input(SINCE, value=_ASKED["since"]),
        compact_input(UNTIL, value=_ASKED["until"]),
        compact_select(SORT, options=SORTS, value=_ASKED["sort"]),
        on_submit=StaffOrdersState.search,
        label="Find orders",
    )


def _table() -> rx.Component:
    return rx.el.div(
        _pile(),
        alert_list(StaffOrdersState.problems),
        rx.cond(StaffOrdersState.step, rx.fragment(), alert(StaffOrdersState.error)),
        staff_orders_table(
            StaffOrdersState.orders,
            picked=StaffOrdersState.picked,
            is_busy=StaffOrdersState.is_loading,
            handlers=OrderHandlers(
                pick=lambda order: StaffOrdersState.pick(order.order_id),
                pick_all=StaffOrdersState.pick_all,
                ask=lambda order, step: StaffOrdersState.ask_one(order.order_id, step),
            ),
        ),
        more_button(
            StaffOrdersState.has_more,
            is_busy=StaffOrdersState.is_busy,
            on_click=StaffOrdersState.load_more,
        ),
        class_name="flex flex-col gap-snug",
    )


def _pile() -> rx.Component:
    """What can be done with the orders that are picked."""
    return rx.el.div(
        rx.el.div(
            rx.cond(
                _PICKED > 0,
                rx.el.p(f"{_PICKED} picked", class_name="text-small font-medium", role="status"),
                count_line(
                    StaffOrdersState.orders.length(), total=StaffOrdersState.total, noun="orders"
                ),
            ),
            rx.cond(
                _PICKED > 0,
                rx.el.div(
                    *(
                        small_button(VERBS[step], on_click=StaffOrdersState.ask(step))
                        for step in STEPS
                    ),
                    class_name="flex flex-wrap gap-tight",
                    role="group",
                    custom_attrs={"aria-label": "With the picked orders"},
                ),
            ),
            class_name=f"{styles.ROW} min-h-control justify-between",
        ),
        step_question(
            StaffOrdersState.step,
            rx.cond(_PICKED == 1, f"order #{StaffOrdersState.picked[0]}", f"{_PICKED} orders"),
            error=StaffOrdersState.error,
            is_busy=StaffOrdersState.is_busy,
            on_submit=StaffOrdersState.move,
            on_never_mind=StaffOrdersState.never_mind,
        ),
        # Beside the finger, wherever in a long table it is.
        class_name="sticky top-0 z-20 flex flex-col gap-snug bg-paper py-tight md:top-[4.25rem]",
    )


def _without_orders() -> rx.Component:
    return rx.cond(
        StaffOrdersState.error,
        resting(StaffOrdersState.error, on_retry=StaffOrdersState.load),
        rx.cond(
            StaffOrdersState.is_loading,
            waiting(bone("h-96 w-full rounded-card"), label="Fetching the orders"),
            message("No orders here", "None fits what you asked for.", icon="package"),
        ),
    )
