from collections.abc import Callable, Sequence
from dataclasses import dataclass

import reflex as rx
from reflex.vars import ArrayVar, ObjectVar

from storefront.api.staff_models import StaffOrderRow
from storefront.components.arguments import Handler
from storefront.components.moment import moment
from storefront.components.signs import status_badge
from storefront.components.staff_fields import check_box
from storefront.components.staff_parts import small_button, text_link
from storefront.components.staff_steps import verb
from storefront.components.staff_table import WIDE, cell, head_cell, number_cell, row, staff_table
from storefront.theme import styles


@dataclass(frozen=True, kw_only=True)
class OrderHandlers:
    pick: Callable[[ObjectVar[StaffOrderRow]], Handler]
    pick_all: Handler
    ask: Callable[[ObjectVar[StaffOrderRow], rx.Var[str]], Handler]


def staff_orders_table(
    orders: ArrayVar[Sequence[StaffOrderRow]],
    *,
    picked: ArrayVar[Sequence[int]],
    handlers: OrderHandlers,
    is_busy: rx.Var[bool] | bool = False,
) -> rx.Component:
    def draw(order: ObjectVar[StaffOrderRow]) -> rx.Component:
        def step_button(step: rx.Var[str]) -> rx.Component:
            return small_button(
                verb(step),
                rx.el.span(f" order {order.number}", class_name=styles.UNSEEN),
                on_click=handlers.ask(order, step),
            )

        return row(
            cell(
                check_box(
                    f"Pick order {order.number}",
                    field_id=f"pick-{order.order_id}",
                    is_checked=picked.contains(order.order_id),
                    on_change=handlers.pick(order),
                ),
                class_name="max-md:absolute max-md:top-tight max-md:right-0",
            ),
            head_cell(text_link(order.number, to=order.href)),
            cell(
                rx.el.p(order.email, class_name="break-all"),
                rx.el.p(order.contents, class_name=f"{styles.TINY} line-clamp-1"),
                class_name=f"max-w-80 {WIDE}",
            ),
            cell(moment(order.placed_at), class_name="whitespace-nowrap"),
            cell(status_badge(order.status, order.status_label)),
            number_cell(order.total),
            cell(
                rx.el.div(
                    rx.foreach(order.next_statuses.to(list[str]), step_button),
                    class_name="flex flex-wrap gap-tight md:flex-nowrap",
                ),
                class_name=WIDE,
            ),
            key=order.order_id,
        )

    everything = rx.el.div(
        rx.el.span("Pick all", class_name="md:hidden", custom_attrs={"aria-hidden": "true"}),
        check_box(
            "Pick all",
            field_id="pick-all",
            is_checked=(picked.length() > 0) & (picked.length() == orders.length()),
            on_change=handlers.pick_all,
        ),
        class_name="flex items-center justify-end md:block",
    )
    columns = (everything, "Order", "Customer", "When", "State", "Total", "Next")
    return staff_table(orders, draw, caption="Orders", columns=columns, is_busy=is_busy)
