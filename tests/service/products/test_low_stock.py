"""What staff see of the products that run out, and what it costs those who sell."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from backend_services.products.adapters.low_stock import lowest
from backend_services.shared.db.session import SessionMaker, reading, unit_of_work
from tests.service.products.shelf import Shelf

FILL = """
insert into product (sku, name, price_minor, currency, is_active, version, created_at, updated_at)
select 'S-' || n, 'Lamp', 100, 'USD', true, 1, now(), now() from generate_series(1, 20000) n;
insert into stock (product_id, on_hand, reserved, version)
select id, 5 + id % 1000, 0, 1 from product;
analyze product;
analyze stock
"""
HOT = "select pg_stat_get_xact_tuples_hot_updated('stock'::regclass)"


async def low(client: httpx.AsyncClient, staff: dict[str, str], query: str = "") -> dict[str, Any]:
    answer = await client.get(f"/api/v1/products/low-stock{query}", headers=staff)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_what_runs_out_is_listed_the_fewest_first(
    client: httpx.AsyncClient, staff: dict[str, str], shelf: Shelf
) -> None:
    await shelf.put(stock=6)
    five = await shelf.put(stock=5, name="Bowl", sku="BOWL")
    out = await shelf.put(stock=0, name="Vase", sku="VASE")
    gone = await shelf.put(stock=1)
    await client.delete(f"/api/v1/products/{gone}", headers=staff)

    assert await low(client, staff) == {
        "items": [
            {"id": out, "name": "Vase", "sku": "VASE", "stock_quantity": 0},
            {"id": five, "name": "Bowl", "sku": "BOWL", "stock_quantity": 5},
        ],
        "total": 2,
        "low_at_most": 5,
    }
    assert [one["id"] for one in (await low(client, staff, "?limit=1"))["items"]] == [out]
    assert (await low(client, staff, "?limit=1"))["total"] == 2


async def test_what_is_held_for_an_order_counts_as_sold(
    client: httpx.AsyncClient, staff: dict[str, str], shelf: Shelf
) -> None:
    lamp = await shelf.put(stock=10)
    assert (await low(client, staff))["total"] == 0

    order = await shelf.reserve((lamp, 7))

    assert [one["stock_quantity"] for one in (await low(client, staff))["items"]] == [3]
    await shelf.release(order.id)
    assert (await low(client, staff))["total"] == 0


@pytest.mark.parametrize("limit", ["0", "101", "many", "99999999999999999999"])
async def test_a_limit_that_is_none_is_refused(
    client: httpx.AsyncClient, staff: dict[str, str], limit: str
) -> None:
    answer = await client.get(f"/api/v1/products/low-stock?limit={limit}", headers=staff)

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["query", "limit"]


async def test_customers_are_not_told_what_runs_out(
    client: httpx.AsyncClient, customer: dict[str, str]
) -> None:
    answer = await client.get("/api/v1/products/low-stock", headers=customer)

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_the_list_is_read_by_its_index_and_selling_stays_cheap(
    fresh_sessions: Callable[[str], SessionMaker],
) -> None:
    sessions = fresh_sessions("products")
    async with unit_of_work(sessions) as session:
        for statement in FILL.split(";"):
            await session.execute(sa.text(statement))
    async with reading(sessions) as session:
        written = lowest(limit=20).compile(
            dialect=session.get_bind().dialect, compile_kwargs={"literal_binds": True}
        )
        lines = (await session.execute(sa.text(f"explain {written}"))).scalars()
        plan = "\n".join(lines)
    async with unit_of_work(sessions) as session:
        await session.execute(sa.text("update stock set reserved = 1 where product_id = 300"))
        hot = await session.scalar(sa.text(HOT))

    assert "ix_stock_low" in plan, plan
    assert "Seq Scan" not in plan, plan
    assert hot == 1  # no index is written for a unit that is set aside
