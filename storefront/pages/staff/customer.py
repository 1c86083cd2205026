"""One customer: who they are, what they bought, and whether they may sign in."""

from typing import Final

import reflex as rx
from reflex.vars import ObjectVar

from storefront.api.staff_customers import ROLE_LABELS, ROLES
from storefront.api.staff_models import StaffOrderRow
from storefront.components.breadcrumbs import breadcrumbs
from storefront.components.message import message, resting
from storefront.components.moment import moment
from storefront.components.notes import alert
from storefront.components.signs import status_badge
from storefront.components.skeleton import bone, waiting
from storefront.components.staff_fields import Entry, compact_select
from storefront.components.staff_parts import (
    definition,
    more_button,
    panel,
    small_button,
    small_link,
    text_link,
)
from storefront.components.staff_standing import standing_question
from storefront.components.staff_table import cell, head_cell, number_cell, row, staff_table
from storefront.pages.staff.frame import staff_page
from storefront.state.staff_customers import StaffCustomerState
from storefront.theme import styles

ROLE: Final = Entry(label="Role", name="role")
ROLE_CHOICES: Final = tuple((role, ROLE_LABELS[role]) for role in ROLES)
_IT: Final = StaffCustomerState.customer


def customer() -> rx.Component:
    return staff_page(
        rx.cond(_IT.name, _IT.name, "Customer").to(str),
        breadcrumbs(("Customers", "/staff/customers"), here=_IT.name),
        rx.cond(
            StaffCustomerState.is_missing,
            message("No such customer", "The number may have a slip in it.", icon="user-x"),
            rx.cond(_IT.href, _details(), _without_customer()),
        ),
        here="/staff/customers",
        beside=rx.cond(
            _IT.href,
            rx.el.div(
                status_badge(_IT.status, _IT.status_label),
                small_link("Mails", to=f"/staff/messages?user={_IT.user_id}"),
                small_link("Changes", to=f"/staff/audit?kind=account&id={_IT.user_id}"),
                class_name=styles.ROW,
            ),
        ),
    )


def _details() -> rx.Component:
    return rx.el.div(
        rx.el.div(panel("Orders", _orders()), class_name=styles.STACK),
        rx.el.div(
            panel("Who", _facts()),
            panel("Signing in", _standing()),
            class_name=styles.STACK,
        ),
        class_name=f"{styles.TWO_COLUMNS} mt-base grid-cols-[minmax(0,1fr)]",
    )


def _facts() -> rx.Component:
    return rx.el.dl(
        definition(
            "Address", _IT.email, rx.cond(_IT.is_proven, "", rx.el.span(", not confirmed yet"))
        ),
        rx.cond(_IT.pending_email, definition("Wants to change it to", _IT.pending_email)),
        definition("With the shop since", moment(_IT.since)),
        definition("Ordered", _IT.orders),
        definition("Spent", rx.el.span(_IT.spent, class_name="tabular")),
        rx.cond(_IT.last_order, definition("Last order", moment(_IT.last_order))),
        class_name="flex flex-col gap-snug",
    )


def _standing() -> rx.Component:
    return rx.el.div(
        rx.el.dl(
            definition("Role", _IT.role_label),
            definition("State", _IT.status_label),
            class_name="flex gap-wide",
        ),
        rx.cond(
            StaffCustomerState.may_switch,
            rx.cond(
                _IT.is_active,
                small_button("Switch off", on_click=StaffCustomerState.ask("off")),
                small_button("Switch on again", on_click=StaffCustomerState.ask("on")),
            ),
            rx.el.p(
                "Your own account, and those of the staff, are changed by another admin.",
                class_name=styles.SOFT,
            ),
        ),
        rx.cond(StaffCustomerState.may_appoint, _roles()),
        standing_question(
            StaffCustomerState.step,
            _IT.name,
            error=StaffCustomerState.error,
            is_busy=StaffCustomerState.is_busy,
            on_yes=StaffCustomerState.change,
            on_never_mind=StaffCustomerState.never_mind,
        ),
        rx.cond(StaffCustomerState.step, rx.fragment(), alert(StaffCustomerState.error)),
        class_name="flex flex-col items-start gap-snug",
    )


def _roles() -> rx.Component:
    return rx.el.form(
        compact_select(ROLE, options=ROLE_CHOICES, value=_IT.role),
        small_button("Change the role", type="submit"),
        method="post",
        on_submit=StaffCustomerState.ask_role,
        class_name="flex flex-wrap items-end gap-snug",
        custom_attrs={"aria-label": "Change the role"},
    )


def _orders() -> rx.Component:
    def draw(order: ObjectVar[StaffOrderRow]) -> rx.Component:
        return row(
            head_cell(text_link(order.number, to=order.href)),
            cell(rx.el.p(order.contents, class_name="line-clamp-1"), class_name="max-w-80"),
            cell(moment(order.placed_at), class_name="whitespace-nowrap"),
            cell(status_badge(order.status, order.status_label)),
            number_cell(order.total),
            key=order.order_id,
        )

    return rx.cond(
        StaffCustomerState.orders.length() > 0,
        rx.el.div(
            staff_table(
                StaffCustomerState.orders,
                draw,
                caption="Their orders, the newest first",
                columns=("Order", "What", "When", "State", "Total"),
                class_name="md:min-w-[36rem]",
            ),
            more_button(
                StaffCustomerState.has_more,
                is_busy=StaffCustomerState.is_busy,
                on_click=StaffCustomerState.load_more,
            ),
        ),
        rx.el.p(
            rx.cond(
                StaffCustomerState.are_orders_known,
                "Nothing was ordered yet.",
                "Their orders cannot be read just now.",
            ),
            class_name=styles.SOFT,
        ),
    )


def _without_customer() -> rx.Component:
    return rx.cond(
        StaffCustomerState.error,
        resting(StaffCustomerState.error, on_retry=StaffCustomerState.load),
        waiting(bone("h-96 w-full rounded-card"), label="Fetching the customer"),
    )
