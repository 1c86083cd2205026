import reflex as rx
from reflex.vars import ObjectVar

from storefront.api.models import OrderLine, TimelineStep
from storefront.api.staff_models import MailRow
from storefront.components.breadcrumbs import breadcrumbs
from storefront.components.message import message, resting
from storefront.components.moment import moment
from storefront.components.notes import alert
from storefront.components.order_rows import order_lines
from storefront.components.signs import status_badge
from storefront.components.skeleton import bone, waiting
from storefront.components.staff_parts import definition, panel, small_button, small_link, text_link
from storefront.components.staff_steps import step_question, verb
from storefront.components.timeline import timeline
from storefront.pages.staff.frame import staff_page
from storefront.state.staff_orders import StaffOrderState
from storefront.theme import styles

_IT = StaffOrderState.order


def order() -> rx.Component:
    return staff_page(
        rx.cond(_IT.number, f"Order {_IT.number}", "Order"),
        breadcrumbs(("Orders", "/staff/orders"), here=f"Order {_IT.number}"),
        rx.cond(
            StaffOrderState.is_missing,
            message("No such order", "The number may have a slip in it.", icon="package-x"),
            rx.cond(_IT.number, _details(), _without_order()),
        ),
        here="/staff/orders",
        beside=rx.cond(
            _IT.number,
            rx.el.div(
                status_badge(_IT.status, _IT.status_label),
                small_link("Changes", to=_IT.changes_href),
                small_link("Packing slip", to=f"/staff/slips/{_IT.order_id}"),
                class_name=styles.ROW,
            ),
        ),
    )


def _details() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            _next_steps(),
            panel(
                "What was ordered",
                order_lines(_IT.lines.to(list[OrderLine])),
                rx.el.p(
                    rx.el.span("Total"),
                    rx.el.span(_IT.total, class_name="tabular"),
                    class_name="flex justify-between pt-base font-display text-lead font-bold",
                ),
            ),
            panel("Mails about it", _mails()),
            class_name=styles.STACK,
        ),
        rx.el.div(
            panel("Who and when", _facts()),
            panel("What happened", timeline(_IT.timeline.to(list[TimelineStep]))),
            class_name=styles.STACK,
        ),
        class_name=f"{styles.TWO_COLUMNS} mt-base",
    )


def _next_steps() -> rx.Component:
    def button(step: rx.Var[str]) -> rx.Component:
        return small_button(verb(step), on_click=StaffOrderState.ask(step))

    steps = _IT.next_statuses.to(list[str])
    return rx.el.div(
        rx.cond(
            steps.length() > 0,
            rx.el.div(
                rx.foreach(steps, button),
                class_name="flex flex-wrap gap-tight",
                role="group",
                custom_attrs={"aria-label": "Next steps"},
            ),
        ),
        step_question(
            StaffOrderState.step,
            f"order {_IT.number}",
            error=StaffOrderState.error,
            is_busy=StaffOrderState.is_busy,
            on_submit=StaffOrderState.move,
            on_never_mind=StaffOrderState.never_mind,
        ),
        rx.cond(StaffOrderState.step, rx.fragment(), alert(StaffOrderState.error)),
        class_name=f"flex flex-col gap-snug {styles.UNLESS_SILENT}",
    )


def _facts() -> rx.Component:
    return rx.el.dl(
        definition("Customer", text_link(_IT.email, to=_IT.customer_href)),
        definition("Placed", moment(_IT.placed_at)),
        rx.cond(_IT.tracking, definition("On its way with", _IT.tracking)),
        class_name="flex flex-col gap-snug",
    )


def _mails() -> rx.Component:
    def mail(one: ObjectVar[MailRow]) -> rx.Component:
        return rx.el.li(
            rx.el.div(
                rx.el.p(text_link(one.subject, to=one.href), class_name="font-medium"),
                rx.el.p(moment(one.at), f" · {one.recipient}", class_name=styles.TINY),
                rx.cond(one.problem, rx.el.p(one.problem, class_name="text-tiny text-danger")),
            ),
            status_badge(one.status, one.status_label),
            key=one.id,
            class_name="flex items-center justify-between gap-base py-tight text-small",
        )

    return rx.cond(
        StaffOrderState.mails.length() > 0,
        rx.el.ul(rx.foreach(StaffOrderState.mails, mail), class_name=styles.RULED),
        rx.el.p(StaffOrderState.about_mails, class_name=styles.SOFT, role="status"),
    )


def _without_order() -> rx.Component:
    return rx.cond(
        StaffOrderState.error,
        resting(StaffOrderState.error, on_retry=StaffOrderState.load),
        waiting(bone("h-96 w-full rounded-card"), label="Fetching the order"),
    )
