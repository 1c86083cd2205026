"""A packing slip: what goes into the box, on paper. No prices: it may be a present."""

from typing import Final

import reflex as rx
from reflex.vars import ObjectVar

from storefront.api.models import OrderLine
from storefront.components.message import message, resting
from storefront.components.moment import moment
from storefront.components.skeleton import bone, waiting
from storefront.components.staff_parts import small_button
from storefront.components.staff_table import cell, head_cell, number_cell, row, staff_table
from storefront.layout.logo import logo
from storefront.pages.staff.frame import staff_page
from storefront.state.staff_orders import StaffOrderState
from storefront.theme import styles

_IT: Final = StaffOrderState.order
# Paper shows the slip alone.
PAPER: Final = (
    "@media print { header, footer, nav { display: none !important; }"
    " main { padding: 0 !important; } [data-slip] { border: 0 !important; } }"
)


def slip() -> rx.Component:
    return staff_page(
        rx.cond(_IT.number, f"Packing slip {_IT.number}", "Packing slip"),
        rx.el.style(PAPER),
        rx.cond(
            StaffOrderState.is_missing,
            message("No such order", "The number may have a slip in it.", icon="package-x"),
            rx.cond(_IT.number, _paper(), _without_order()),
        ),
        here="/staff/orders",
        beside=rx.cond(
            _IT.number,
            rx.el.div(
                small_button("Print", on_click=rx.call_script("window.print()")),
                class_name="print:hidden",
            ),
        ),
    )


def _paper() -> rx.Component:
    def line(one: ObjectVar[OrderLine]) -> rx.Component:
        return row(
            cell(rx.el.span(class_name="block size-5 rounded-sm border border-edge")),
            number_cell(one.quantity),
            head_cell(one.name),
            cell(one.sku),
            key=one.sku,
        )

    return rx.el.article(
        rx.el.div(
            logo(),
            rx.el.dl(
                rx.el.dt("For", class_name=styles.TINY),
                rx.el.dd(_IT.email, class_name="font-medium break-all"),
                rx.el.dt("Ordered", class_name=f"{styles.TINY} mt-tight"),
                rx.el.dd(moment(_IT.placed_at)),
                rx.cond(
                    _IT.tracking,
                    rx.fragment(
                        rx.el.dt("Sent with", class_name=f"{styles.TINY} mt-tight"),
                        rx.el.dd(_IT.tracking),
                    ),
                ),
                class_name="text-small",
            ),
            class_name="mb-room flex flex-wrap justify-between gap-base",
        ),
        staff_table(
            _IT.lines.to(list[OrderLine]),
            line,
            caption="What goes into the box",
            columns=("Packed", "Units", "What", "SKU"),
            class_name="",
        ),
        rx.el.p(
            "Thank you. Something missing? Answer the mail about your order.",
            class_name=f"{styles.SOFT} mt-room",
        ),
        class_name=styles.CARD,
        custom_attrs={"data-slip": "true"},
    )


def _without_order() -> rx.Component:
    return rx.cond(
        StaffOrderState.error,
        resting(StaffOrderState.error, on_retry=StaffOrderState.load),
        waiting(bone("h-96 w-full rounded-card"), label="Fetching the order"),
    )
