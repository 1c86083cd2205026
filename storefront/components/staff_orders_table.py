from collections.abc import Callable, Sequence
from typing import Final

import reflex as rx
from reflex.vars import ArrayVar, ObjectVar

from storefront.api.models import StaffOrderRow
from storefront.components.arguments import Handler
from storefront.components.buttons import quiet_button
from storefront.components.signs import status_badge
from storefront.theme import styles

COLUMNS: Final = ("Order", "Customer", "When", "State", "Total", "Next")
VERBS: Final = {
    "confirmed": "Confirm",
    "shipped": "Ship",
    "delivered": "Mark delivered",
    "cancelled": "Cancel",
}
_CELL: Final = "px-tight py-snug align-middle"

Advance = Callable[[ObjectVar[StaffOrderRow], rx.Var[str]], Handler]


def staff_orders_table(
    orders: ArrayVar[Sequence[StaffOrderRow]], *, on_advance: Advance
) -> rx.Component:
    def row(order: ObjectVar[StaffOrderRow]) -> rx.Component:
        def advance_button(status: rx.Var[str]) -> rx.Component:
            return quiet_button(
                rx.Var.create(VERBS)[status],
                rx.el.span(f" order {order.number}", class_name=styles.UNSEEN),
                on_click=on_advance(order, status),
                class_name="px-base text-small",
            )

        return rx.el.tr(
            rx.el.th(order.number, scope="row", class_name=f"{_CELL} text-left font-bold"),
            rx.el.td(order.email, class_name=_CELL),
            rx.el.td(order.placed_at, class_name=f"{_CELL} whitespace-nowrap"),
            rx.el.td(status_badge(order.status, order.status_label), class_name=_CELL),
            rx.el.td(order.total, class_name=f"{_CELL} text-right tabular"),
            rx.el.td(
                rx.el.div(
                    rx.foreach(
                        order.next_statuses.to(list[str]),
                        advance_button,
                    ),
                    class_name="flex justify-end gap-tight",
                ),
                class_name=_CELL,
            ),
            key=order.order_id,
            class_name="border-t border-line",
        )

    return rx.el.div(
        rx.el.table(
            rx.el.caption("Orders, the newest first", class_name=styles.UNSEEN),
            rx.el.thead(rx.el.tr(*(_heading(name) for name in COLUMNS))),
            rx.el.tbody(rx.foreach(orders, row)),
            class_name="w-full min-w-[52rem] border-collapse text-small",
        ),
        # Wide tables slide; the page does not.
        class_name=f"{styles.CARD} relative overflow-x-auto p-base",
        tab_index=0,
        role="region",
        custom_attrs={"aria-label": "Orders"},
    )


def _heading(name: str) -> rx.Component:
    side = "text-right" if name in {"Total", "Next"} else "text-left"
    return rx.el.th(
        name, scope="col", class_name=f"px-tight pb-snug text-tiny font-medium text-soft {side}"
    )
