from collections.abc import Sequence

import reflex as rx
from reflex.vars import ArrayVar, ObjectVar

from storefront.api.staff_models import CustomerRow
from storefront.components.moment import moment
from storefront.components.signs import status_badge
from storefront.components.staff_parts import text_link
from storefront.components.staff_table import WIDE, cell, head_cell, row, staff_table


def staff_customers_table(
    customers: ArrayVar[Sequence[CustomerRow]], *, is_busy: rx.Var[bool] | bool = False
) -> rx.Component:
    def draw(customer: ObjectVar[CustomerRow]) -> rx.Component:
        return row(
            head_cell(text_link(customer.name, to=customer.href)),
            cell(customer.email, class_name=f"break-all {WIDE}"),
            cell(customer.role_label),
            cell(status_badge(customer.status, customer.status_label)),
            cell(moment(customer.since), class_name="whitespace-nowrap"),
            key=customer.user_id,
        )

    return staff_table(
        customers,
        draw,
        caption="Customers, the newest first",
        columns=("Name", "Address", "Role", "State", "Since"),
        is_busy=is_busy,
        class_name="md:min-w-[44rem]",
    )
