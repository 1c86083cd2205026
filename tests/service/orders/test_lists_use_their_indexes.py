"""The plans of PostgreSQL on tables that are large enough to make it think."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend_services.orders.adapters.customers import figures_of
from backend_services.orders.adapters.order_lists import page_of
from backend_services.orders.adapters.sales import carts_of, days_of
from backend_services.orders.domain.cursor import Cursor
from backend_services.orders.domain.order_query import OrderQuery, OrderSearch
from backend_services.orders.domain.order_sort import OrderSort
from backend_services.orders.domain.sales import Period
from backend_services.shared.db.session import SessionMaker, unit_of_work
from backend_services.shared.money import Currency

FILL = """
insert into orders (uid, user_id, user_email, status, total_minor, currency, requested,
                    empties_cart, version, created_at, updated_at)
select gen_random_uuid(), n % 4000, md5(n::text) || '@example.com', 'pending', n % 9973, 'USD',
       '[]', false, 1, timestamptz '2026-01-01' + n * interval '1 minute', now()
  from generate_series(1, 40000) n;
update orders set cart_begun_at = created_at where id % 3 = 0;
insert into carts (user_id, created_at, updated_at) select id, created_at, created_at from orders;
insert into cart_items (cart_id, product_id, quantity, price_minor, currency, sku, name, added_at)
select id, 1, 1, 100, 'USD', 'SKU', 'Lamp', created_at from carts;
insert into order_items (order_id, product_id, sku, name, price_minor, quantity, subtotal_minor,
                         created_at)
select id, 1, 'SKU-' || md5(id::text), 'Lamp ' || md5((id + 1)::text), 100, 1, 100, created_at
  from orders;
analyze orders;
analyze carts;
analyze cart_items;
analyze order_items;
select gin_clean_pending_list('ix_orders_user_email_parts');
select gin_clean_pending_list('ix_order_items_sku_name_parts')
"""
MIDDLE = datetime(2026, 1, 10, tzinfo=UTC)
LAST = datetime(2026, 1, 28, tzinfo=UTC)


@pytest.fixture
async def filled(fresh_sessions: Callable[[str], SessionMaker]) -> SessionMaker:
    sessions = fresh_sessions("orders")
    async with unit_of_work(sessions) as session:
        for statement in FILL.split(";"):
            await session.execute(sa.text(statement))
    return sessions


QUERIES = [
    (
        "own orders",
        OrderQuery(user_id=7, after=Cursor(OrderSort.NEWEST, MIDDLE, 1), limit=20),
        {"ix_orders_user_id_created_at_id"},
    ),
    (
        "everybody's, far down the list",
        OrderQuery(user_id=None, after=Cursor(OrderSort.NEWEST, MIDDLE, 1), limit=20),
        {"ix_orders_created_at_id"},
    ),
    (
        "the oldest first",
        OrderQuery(
            user_id=None,
            sort=OrderSort.OLDEST,
            after=Cursor(OrderSort.OLDEST, MIDDLE, 1),
            limit=20,
        ),
        {"ix_orders_created_at_id"},
    ),
    *(
        (
            f"by total, {sort}",
            OrderQuery(user_id=None, sort=sort, after=Cursor(sort, 5000, 1), limit=20),
            {"ix_orders_total_minor_id"},
        )
        for sort in (OrderSort.DEAREST, OrderSort.CHEAPEST)
    ),
    (
        "a range",
        OrderQuery(
            user_id=None, created_from=MIDDLE, created_to=MIDDLE + timedelta(hours=2), limit=20
        ),
        {"ix_orders_created_at_id"},
    ),
    (
        "a search",
        OrderQuery(user_id=None, search=OrderSearch("c4ca42", None), limit=20),
        {"ix_orders_user_email_parts", "ix_order_items_sku_name_parts", "pk_orders"},
    ),
]


async def plan_of(session: AsyncSession, statement: sa.Executable) -> str:
    assert isinstance(statement, sa.ClauseElement)
    written = statement.compile(
        dialect=session.get_bind().dialect, compile_kwargs={"literal_binds": True}
    )
    lines: Sequence[str] = (await session.execute(sa.text(f"explain {written}"))).scalars().all()
    return "\n".join(lines)


async def test_each_list_and_figure_is_read_by_its_index(filled: SessionMaker) -> None:
    async with filled() as session:
        for what, query, indexes in QUERIES:
            plan = await plan_of(session, page_of(query))
            assert "Seq Scan" not in plan, f"{what}:\n{plan}"
            assert all(index in plan for index in indexes), f"{what}:\n{plan}"

        day = Period.until(LAST, days=1)
        ordered, still_open = carts_of(day)
        for statement, index in [
            (days_of(day, currency=Currency.USD), "ix_orders_created_at_id"),
            (ordered, "ix_orders_cart_begun_at"),
            (still_open, "ix_carts_created_at"),
            (figures_of(7), "ix_orders_user_id_created_at_id"),
        ]:
            plan = await plan_of(session, statement)
            assert not re.search(r"Seq Scan on (orders|carts)\b", plan), plan
            assert index in plan, plan
