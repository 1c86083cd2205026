from collections.abc import Sequence

import reflex as rx
from reflex.vars import ArrayVar, ObjectVar

from storefront.api.models import OrderCard, OrderLine, StatusFilter
from storefront.components.moment import moment
from storefront.components.product_picture import product_picture
from storefront.components.signs import status_badge
from storefront.theme import styles


def order_rows(orders: ArrayVar[Sequence[OrderCard]]) -> rx.Component:
    return rx.el.ul(rx.foreach(orders, order_row), class_name=styles.RULED)


def order_row(order: ObjectVar[OrderCard]) -> rx.Component:
    return rx.el.li(
        rx.el.a(
            rx.el.div(
                rx.el.p(f"Order {order.number}", class_name="font-medium"),
                rx.el.p(
                    moment(order.placed_at),
                    f" · {order.item_count} ",
                    rx.cond(order.item_count == 1, "item", "items"),
                    class_name=styles.SOFT,
                ),
            ),
            rx.el.div(
                status_badge(order.status, order.status_label),
                rx.el.p(order.total, class_name=f"{styles.PRICE} max-sm:ml-auto"),
                rx.icon("chevron-right", size=18, class_name="text-soft", aria_hidden=True),
                class_name="flex items-center gap-base max-sm:w-full",
            ),
            href=order.href,
            class_name="-mx-snug flex flex-wrap items-center justify-between gap-x-room"
            " gap-y-tight rounded-field px-snug py-base transition-colors duration-quick"
            " hover:bg-sunken",
        ),
        key=order.id,
    )


def status_filter(filters: ArrayVar[Sequence[StatusFilter]]) -> rx.Component:
    return rx.el.nav(
        rx.el.ul(
            rx.foreach(filters, _status_chip),
            role="list",
            class_name="-mx-base flex gap-tight overflow-x-auto px-base py-hair md:mx-0"
            " md:flex-wrap md:px-0",
        ),
        class_name="mt-base mb-room min-h-control",
        custom_attrs={"aria-label": "Orders by status"},
    )


def _status_chip(found: ObjectVar[StatusFilter]) -> rx.Component:
    return rx.el.li(
        rx.el.a(
            found.label,
            href=found.href,
            class_name=styles.CHIP,
            custom_attrs={"aria-current": rx.cond(found.is_selected, "page", "false")},
        ),
        key=found.label,
    )


def order_lines(lines: ArrayVar[Sequence[OrderLine]]) -> rx.Component:
    return rx.el.ul(rx.foreach(lines, _line), class_name=styles.RULED)


def _line(line: ObjectVar[OrderLine]) -> rx.Component:
    return rx.el.li(
        product_picture(
            line.image_url,
            alt="",
            tile=line.tile,
            class_name="size-[4.5rem] rounded-field",
        ),
        rx.el.div(
            rx.el.p(
                rx.el.a(line.name, href=line.href, class_name="hover:underline underline-offset-4"),
                class_name="font-medium",
            ),
            rx.el.p(f"{line.quantity} at {line.price}", class_name=styles.SOFT),
            class_name="min-w-0",
        ),
        rx.el.p(line.subtotal, class_name=styles.PRICE),
        key=line.sku,
        class_name="grid grid-cols-[4.5rem_minmax(0,1fr)_auto] items-center gap-base py-base",
    )
