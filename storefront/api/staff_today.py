"""How the shop does today. What one service does not answer leaves the others' figures standing."""

import asyncio
from datetime import date
from functools import partial
from typing import Final

from storefront.api import formatting
from storefront.api.client import Call, Gateway
from storefront.api.errors import Unavailable
from storefront.api.parts import hurried, known
from storefront.api.staff_today_models import (
    NOTHING,
    LowProduct,
    LowStock,
    SalesDay,
    SalesFigures,
    Today,
    Trouble,
)
from storefront.api.staff_today_wire import (
    DepthsOut,
    LowStockOut,
    MailCountsOut,
    SalesDayOut,
    SalesOut,
)

PERIODS: Final = (7, 30, 90)  # days
LOW_SHOWN: Final = 8
HEARERS: Final = ("products", "orders", "notifications")  # the services that hear events


async def look(gateway: Gateway, *, days: int) -> Today:
    """All figures, of today and of the last `days`.

    Raises:
        GatewayError: nobody answers, or whoever asks may not know.
    """
    asked = hurried(gateway)
    so_far, sales, stock, failed_mails, dead_letters = await asyncio.gather(
        known(partial(_sales, asked, days=1), SalesFigures()),
        known(partial(_sales, asked, days=days), SalesFigures()),
        known(partial(_low_stock, asked), LowStock()),
        known(partial(_failed_mails, asked), Trouble()),
        _dead_letters(asked),
    )
    today = Today(
        so_far=so_far,
        sales=sales,
        stock=stock,
        failed_mails=failed_mails,
        dead_letters=dead_letters,
    )
    if not today.is_known:
        raise Unavailable
    return today


async def _sales(gateway: Gateway, *, days: int) -> SalesFigures:
    call = Call(method="GET", path="/orders/stats", params={"days": days})
    sales = await gateway.fetch(call, answer=SalesOut)
    average, carts = sales.average_order, sales.carts
    return SalesFigures(
        is_known=True,
        orders=f"{sales.orders:,}",
        orders_note=f"{sales.cancelled:,} of them cancelled" if sales.cancelled else "",
        revenue=formatting.money(sales.revenue, sales.currency),
        average=formatting.money(average, sales.currency) if average else NOTHING,
        conversion=NOTHING if carts.conversion is None else f"{100 * carts.conversion:.1f} %",
        conversion_note=(
            f"{carts.ordered:,} of {formatting.counted(carts.begun, 'cart')} begun"
            if carts.begun
            else "No cart was begun"
        ),
        days=[_day(one, currency=sales.currency) for one in sales.days],
    )


def _day(sold: SalesDayOut, *, currency: str) -> SalesDay:
    return SalesDay(
        day=day_label(sold.day),
        orders=sold.orders,
        cancelled=sold.cancelled,
        revenue=float(sold.revenue),
        revenue_label=formatting.money(sold.revenue, currency),
    )


def day_label(day: date) -> str:
    """Like 23 Nov; a day of UTC, as the figures are."""
    return f"{day.day} {day:%b}"


async def _low_stock(gateway: Gateway) -> LowStock:
    call = Call(method="GET", path="/products/low-stock", params={"limit": LOW_SHOWN})
    low = await gateway.fetch(call, answer=LowStockOut)
    return LowStock(
        is_known=True,
        summary=_summary(low),
        products=[
            LowProduct(
                id=one.id,
                name=one.name,
                sku=one.sku,
                stock_label=formatting.stock_label(one.stock_quantity),
                stock_level=formatting.stock_level(one.stock_quantity),
                href=f"/staff/products/{one.id}",
            )
            for one in low.items
        ],
    )


def _summary(low: LowStockOut) -> str:
    if not low.total:
        return "Enough of everything."
    if low.total > len(low.items):
        return f"{low.total:,} products run out; these have the fewest left."
    return "1 product runs out." if low.total == 1 else f"{low.total} products run out."


async def _failed_mails(gateway: Gateway) -> Trouble:
    call = Call(method="GET", path="/notifications/stats")
    mails = await gateway.fetch(call, answer=MailCountsOut)
    return _trouble(
        mails.failed, note=f"{mails.sent_today:,} sent today, {mails.pending:,} waiting"
    )


async def _dead_letters(gateway: Gateway) -> Trouble:
    """Known once all who could have some have answered: a sum of some would calm wrongly."""
    depths = await asyncio.gather(*(known(partial(_depth, gateway, one), None) for one in HEARERS))
    found = {name: depth for name, depth in zip(HEARERS, depths, strict=True) if depth is not None}
    silent = [name for name in HEARERS if name not in found]
    if silent:
        return Trouble(note=f"No answer from {', '.join(silent)}")
    kept = [f"{name} {depth:,}" for name, depth in found.items() if depth]
    return _trouble(sum(found.values()), note=", ".join(kept) or "Every event arrived")


def _trouble(count: int, *, note: str) -> Trouble:
    return Trouble(is_known=True, count=f"{count:,}", note=note, level="low" if count else "")


async def _depth(gateway: Gateway, service: str) -> int | None:
    call = Call(method="GET", path=f"/dead-letters/{service}", params={"limit": 1})
    return sum((await gateway.fetch(call, answer=DepthsOut)).depths.values())
