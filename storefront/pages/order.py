import reflex as rx

from storefront.api.models import OrderLine, TimelineStep
from storefront.components.breadcrumbs import breadcrumbs
from storefront.components.buttons import danger_button, quiet_link
from storefront.components.message import message, resting
from storefront.components.moment import moment
from storefront.components.notes import alert
from storefront.components.order_rows import order_lines
from storefront.components.signs import status_badge
from storefront.components.skeleton import bone, waiting
from storefront.components.timeline import timeline
from storefront.layout.guard import for_members
from storefront.layout.shell import shell
from storefront.state.orders import OrderState
from storefront.state.session import SessionState
from storefront.theme import styles

_IT = OrderState.order


def order() -> rx.Component:
    return shell(
        for_members(
            rx.cond(
                OrderState.is_missing,
                _missing(),
                rx.cond(
                    _IT.number,
                    _details(),
                    rx.cond(
                        OrderState.error,
                        resting(OrderState.error, on_retry=OrderState.retry, is_page=True),
                        _skeleton(),
                    ),
                ),
            ),
        ),
    )


def _details() -> rx.Component:
    return rx.el.div(
        rx.cond(
            OrderState.just_placed,
            _thanks(),
            rx.fragment(
                breadcrumbs(("Your orders", "/orders"), here=f"Order {_IT.number}"),
                rx.el.h1(f"Order {_IT.number}", class_name=f"{styles.TITLE} mt-base"),
            ),
        ),
        rx.el.div(
            status_badge(_IT.status, _IT.status_label),
            rx.el.p("Placed ", moment(_IT.placed_at), class_name=styles.SOFT),
            class_name=f"{styles.ROW} mt-snug mb-room",
            role="status",
        ),
        rx.el.div(
            rx.el.div(
                rx.el.h2("What you ordered", class_name="sr-only"),
                order_lines(_IT.lines.to(list[OrderLine])),
                rx.el.p(
                    rx.el.span("Total"),
                    rx.el.span(_IT.total, class_name="tabular"),
                    class_name="flex justify-between py-base font-display text-lead font-bold",
                ),
            ),
            rx.el.section(
                rx.el.h2("Where it is", class_name=f"{styles.SUBHEADING} mb-base"),
                timeline(_IT.timeline.to(list[TimelineStep])),
                _tracking(),
                _cancel(),
                class_name=styles.CARD,
            ),
            class_name=styles.TWO_COLUMNS,
        ),
    )


def _thanks() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.icon("check", size=28, stroke_width=2.5, aria_hidden=True),
            class_name="grid size-14 shrink-0 place-items-center rounded-full bg-ink text-paper",
        ),
        rx.el.div(
            rx.el.h1("Thank you. It is yours.", class_name=styles.TITLE),
            rx.el.p(
                f"Order {_IT.number} is placed, and a mail is on its way to ",
                rx.el.strong(SessionState.user_email, class_name="break-all"),
                ". This page follows it from here.",
                class_name="mt-tight",
            ),
        ),
        class_name="mb-room flex flex-col gap-base rounded-tile bg-sage p-room sm:flex-row"
        " sm:p-wide",
    )


def _tracking() -> rx.Component:
    return rx.cond(
        _IT.tracking,
        rx.el.p(
            rx.icon("truck", size=18, class_name="shrink-0 text-soft", aria_hidden=True),
            rx.el.span(
                "Tracking number ",
                rx.el.strong(_IT.tracking, class_name="break-all font-medium tabular"),
            ),
            class_name=f"{styles.NOTE} mt-room flex items-center gap-snug bg-sunken",
        ),
    )


def _cancel() -> rx.Component:
    return rx.el.div(
        alert(OrderState.error),
        rx.cond(_IT.is_cancellable, _cancel_form()),
        class_name=f"mt-room flex flex-col gap-snug {styles.UNLESS_SILENT}",
    )


def _cancel_form() -> rx.Component:
    return rx.el.details(
        rx.el.summary(
            "Cancel this order",
            class_name=f"{styles.LINK} flex min-h-control w-fit items-center text-small",
        ),
        rx.el.form(
            rx.el.label(
                "Why? You need not say.",
                html_for="cancel_reason",
                class_name="text-small font-medium",
            ),
            rx.el.input(
                id="cancel_reason",
                name="cancel_reason",
                type="text",
                auto_complete="off",
                max_length=500,
                class_name=styles.FIELD,
            ),
            danger_button(
                rx.cond(OrderState.is_busy, "Cancelling…", "Cancel it for good"),
                disabled=OrderState.is_busy,
            ),
            method="post",
            on_submit=OrderState.cancel,
            class_name="mt-tight flex flex-col gap-snug",
        ),
    )


def _missing() -> rx.Component:
    return message(
        "No such order here",
        "Perhaps it belongs to another account, or the number has a slip in it.",
        quiet_link("Your orders", to="/orders"),
        icon="package-x",
        is_page=True,
    )


def _skeleton() -> rx.Component:
    return waiting(
        bone("h-12 w-64 rounded-full"),
        bone("h-60 w-full rounded-card"),
        label="Fetching your order",
        class_name=styles.STACK,
    )
