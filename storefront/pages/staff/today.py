from typing import Final

import reflex as rx
from reflex.vars import ObjectVar

from storefront.api.staff_today import PERIODS
from storefront.api.staff_today_models import UNKNOWN, LowProduct, SalesDay, SalesFigures
from storefront.components.arguments import Words
from storefront.components.message import resting
from storefront.components.notes import alert
from storefront.components.signs import live_sign, stock_sign
from storefront.components.skeleton import bone, waiting
from storefront.components.staff_charts import bars_by_day
from storefront.components.staff_figures import figure, figures
from storefront.components.staff_parts import panel, small_link, text_link
from storefront.components.staff_table import head_cell, number_cell, row, staff_table
from storefront.pages.staff.frame import staff_page
from storefront.pages.staff.message_rooms import DEAD_LETTERS, MESSAGES
from storefront.state.live import LiveState
from storefront.state.staff_today import StaffTodayState
from storefront.theme import styles

_DAYS: Final = StaffTodayState.days
_SO_FAR: Final = StaffTodayState.so_far
_SALES: Final = StaffTodayState.sales
_STOCK: Final = StaffTodayState.stock
_MAILS: Final = StaffTodayState.failed_mails
_LETTERS: Final = StaffTodayState.dead_letters


def today() -> rx.Component:
    return staff_page(
        "Today",
        rx.cond(StaffTodayState.has_figures, _everything(), _nothing()),
        here="/staff",
        beside=live_sign(LiveState.is_connected),
    )


def _periods() -> rx.Component:
    def choice(days: int) -> rx.Component:
        return rx.el.a(
            f"{days} days",
            href=f"/staff?days={days}",
            class_name=styles.CHIP,
            custom_attrs={"aria-current": rx.cond(days == _DAYS, "page", "false")},
        )

    return rx.el.nav(
        *(choice(days) for days in PERIODS),
        class_name="flex flex-wrap gap-tight",
        custom_attrs={"aria-label": "Period"},
    )


def _everything() -> rx.Component:
    return rx.el.div(
        alert(StaffTodayState.error),
        rx.cond(
            _SO_FAR.is_known,
            _figures(_SO_FAR, label="Sold today, a day of UTC"),
            _unsold("What was sold today"),
        ),
        rx.el.div(
            rx.el.h2(f"Last {_DAYS} days", class_name=styles.SUBHEADING),
            _periods(),
            class_name=f"{styles.ROW} justify-between",
        ),
        rx.cond(
            _SALES.is_known,
            _sold(),
            rx.cond(StaffTodayState.is_loading, _bones(), _unsold("What was sold")),
        ),
        rx.el.div(
            _low_stock(),
            _troubles(),
            class_name="grid grid-cols-[minmax(0,1fr)] items-start gap-base"
            " lg:grid-cols-[repeat(2,minmax(0,1fr))]",
        ),
        class_name=styles.STACK,
    )


def _figures(sold: ObjectVar[SalesFigures], *, label: Words) -> rx.Component:
    return figures(
        figure("Orders", sold.orders, note=sold.orders_note),
        figure("Revenue", sold.revenue, note="without cancelled orders"),
        figure("Average basket", sold.average, note="of the same orders"),
        figure("Carts ordered", sold.conversion, note=sold.conversion_note),
        label=label,
    )


def _sold() -> rx.Component:
    return rx.el.div(
        _figures(_SALES, label=f"Sold in the last {_DAYS} days"),
        rx.el.div(
            panel(
                "Revenue by day",
                _chart(bar="revenue", words="revenue_label", name="Revenue", color="accent"),
            ),
            panel(
                "Orders by day", _chart(bar="orders", words="orders", name="Orders", color="ink")
            ),
            class_name="grid grid-cols-[minmax(0,1fr)] gap-base"
            " lg:grid-cols-[repeat(2,minmax(0,1fr))]",
        ),
        _table(),
        class_name=styles.STACK,
    )


def _chart(*, bar: str, words: str, name: str, color: str) -> rx.Component:
    return bars_by_day(
        _SALES.days,
        bar=bar,
        words=words,
        name=name,
        color=color,
        summary=f"{name}: a bar for each of the last {_DAYS} days. The table says the same.",
    )


def _table() -> rx.Component:
    def line(one: ObjectVar[SalesDay]) -> rx.Component:
        return row(
            head_cell(one.day),
            number_cell(one.orders),
            number_cell(one.cancelled),
            number_cell(one.revenue_label),
            key=one.day,
        )

    return rx.el.details(
        rx.el.summary(
            "As a table",
            class_name="inline-flex min-h-control cursor-pointer items-center text-small underline"
            " decoration-edge underline-offset-4",
        ),
        staff_table(
            _SALES.days.to(list[SalesDay]),
            line,
            caption="Orders and revenue by day (UTC), the oldest first",
            columns=("Day", "Orders", "Cancelled", "Revenue"),
            class_name="",
        ),
    )


def _low_stock() -> rx.Component:
    def product(one: ObjectVar[LowProduct]) -> rx.Component:
        return rx.el.li(
            rx.el.span(
                text_link(one.name, to=one.href),
                rx.el.span(one.sku, class_name=f"{styles.TINY} block"),
                class_name="min-w-0 break-words",
            ),
            stock_sign(one.stock_level, one.stock_label),
            key=one.id,
            class_name="flex items-center justify-between gap-base py-tight text-small",
        )

    return panel(
        "Low stock",
        rx.el.p(_STOCK.summary, class_name=styles.SOFT, role="status"),
        rx.el.ul(
            rx.foreach(_STOCK.products.to(list[LowProduct]), product),
            class_name="mt-tight divide-y divide-line",
        ),
    )


def _troubles() -> rx.Component:
    return panel(
        "Messages",
        rx.el.dl(
            figure(
                "Failed mails",
                _MAILS.count,
                note=_MAILS.note,
                href=f"{MESSAGES}?status=failed",
                level=_MAILS.level,
            ),
            figure(
                "Dead letters",
                _LETTERS.count,
                note=_LETTERS.note,
                href=f"{MESSAGES}/dead-letters",
                level=_LETTERS.level,
            ),
            class_name="mb-snug grid grid-cols-2 gap-snug",
        ),
        rx.el.div(
            small_link("Look at the messages", to=MESSAGES),
            small_link("Look at the dead letters", to=DEAD_LETTERS),
            class_name="flex flex-wrap gap-tight",
        ),
    )


def _nothing() -> rx.Component:
    return rx.cond(
        StaffTodayState.error,
        resting(StaffTodayState.error, on_retry=StaffTodayState.load),
        _bones(),
    )


def _bones() -> rx.Component:
    return waiting(
        bone("h-24 w-full rounded-panel"),
        bone("h-80 w-full rounded-card"),
        label="Adding up",
        class_name=styles.STACK,
    )


def _unsold(what: str) -> rx.Component:
    return panel(what, rx.el.p(f"{UNKNOWN}.", class_name=styles.SOFT))
