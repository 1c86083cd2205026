"""Figures about orders and carts, added up by PostgreSQL."""

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa

from backend_services.orders.adapters.tables import CART_ITEMS, CARTS, ORDERS
from backend_services.orders.domain.sales import CartFigures, DayOfSales, Period
from backend_services.orders.domain.states import PUBLIC, OrderStatus
from backend_services.shared.db.session import ReadSession
from backend_services.shared.money import Currency, Money


async def by_day(
    session: ReadSession, *, period: Period, currency: Currency
) -> Mapping[date, DayOfSales]:
    return {
        row.day: DayOfSales(row.orders, row.cancelled, Money(int(row.revenue), currency))
        for row in await session.execute(days_of(period, currency=currency))
    }


def days_of(period: Period, *, currency: Currency) -> sa.Select[date, int, int, int]:
    day = sa.cast(sa.func.timezone("UTC", ORDERS.c.created_at), sa.Date)
    is_cancelled = ORDERS.c.status == OrderStatus.CANCELLED
    earned = sa.func.sum(ORDERS.c.total_minor).filter(~is_cancelled)
    return (
        sa.select(
            day.label("day"),
            sa.func.count().label("orders"),
            sa.func.count().filter(is_cancelled).label("cancelled"),
            sa.func.coalesce(earned, 0).label("revenue"),
        )
        .where(
            ORDERS.c.created_at >= period.begins_at,
            ORDERS.c.status.in_(sorted(PUBLIC)),
            ORDERS.c.currency == currency,
        )
        .group_by(day)
    )


async def of_carts(session: ReadSession, *, period: Period) -> CartFigures:
    ordered, still_open = carts_of(period)
    return CartFigures(
        ordered=await session.scalar(ordered) or 0,
        still_open=await session.scalar(still_open) or 0,
    )


def carts_of(period: Period) -> tuple[sa.Select[int], sa.Select[int]]:
    """How many begun then were ordered, and how many wait with something in them."""
    ordered = (
        sa.select(sa.func.count())
        .select_from(ORDERS)
        .where(ORDERS.c.cart_begun_at >= period.begins_at, ORDERS.c.status.in_(sorted(PUBLIC)))
    )
    has_lines = sa.exists().where(CART_ITEMS.c.cart_id == CARTS.c.id)
    still_open = (
        sa.select(sa.func.count())
        .select_from(CARTS)
        .where(CARTS.c.created_at >= period.begins_at, has_lines)
    )
    return ordered, still_open
