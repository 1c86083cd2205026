"""Figures about one person's orders, added up by PostgreSQL."""

from datetime import datetime

import sqlalchemy as sa

from backend_services.orders.adapters.tables import ORDERS
from backend_services.orders.domain.customer import Customer
from backend_services.orders.domain.states import PUBLIC, OrderStatus
from backend_services.shared.db.session import ReadSession
from backend_services.shared.money import Currency, Money


async def find(session: ReadSession, *, user_id: int) -> Customer:
    rows = (await session.execute(figures_of(user_id))).all()
    return Customer(
        user_id=user_id,
        orders=sum(row.orders for row in rows),
        cancelled=sum(row.cancelled for row in rows),
        spent=tuple(Money(int(row.spent), Currency(row.currency)) for row in rows if row.spent),
        last_order_at=max((row.last_order_at for row in rows), default=None),
    )


def figures_of(user_id: int) -> sa.Select[str, int, int, int, datetime]:
    is_cancelled = ORDERS.c.status == OrderStatus.CANCELLED
    spent = sa.func.sum(ORDERS.c.total_minor).filter(~is_cancelled)
    return (
        sa.select(
            ORDERS.c.currency,
            sa.func.count().label("orders"),
            sa.func.count().filter(is_cancelled).label("cancelled"),
            sa.func.coalesce(spent, 0).label("spent"),
            sa.func.max(ORDERS.c.created_at).label("last_order_at"),
        )
        .where(ORDERS.c.user_id == user_id, ORDERS.c.status.in_(sorted(PUBLIC)))
        .group_by(ORDERS.c.currency)
        .order_by(ORDERS.c.currency)
    )
