"""What staff see of the last days."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from backend_services.orders.adapters.tables import ORDERS
from backend_services.shared.db.session import unit_of_work
from tests.service.orders.shop import BUYER, STAFF, Shop


async def stats(shop: Shop, query: str = "") -> dict[str, Any]:
    response = await shop.get(f"/orders/stats{query}", by=STAFF)
    assert response.status_code == 200, response.text
    return response.json()


async def put(shop: Shop, headers: dict[str, str]) -> None:
    response = await shop.client.put("/api/v1/cart/items/1", json={"quantity": 1}, headers=headers)
    assert response.status_code == 200


async def test_days_orders_and_revenue_are_summed_up(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=99, price="10.25")
    await shop.bought({1: 9})
    shop.clock.advance(timedelta(days=2))
    await shop.bought({1: 1})
    await shop.bought({1: 2})
    cancelled = await shop.bought({1: 50})
    await shop.move(cancelled, "cancelled")
    await shop.buy({1: 9999})
    shop.clock.advance(timedelta(days=1))

    assert await stats(shop, "?days=3") == {
        "first_day": "2026-11-24",
        "last_day": "2026-11-26",
        "currency": "USD",
        "orders": 3,
        "cancelled": 1,
        "revenue": "30.75",
        "average_order": "15.38",
        "days": [
            {"day": "2026-11-24", "orders": 0, "cancelled": 0, "revenue": "0.00"},
            {"day": "2026-11-25", "orders": 3, "cancelled": 1, "revenue": "30.75"},
            {"day": "2026-11-26", "orders": 0, "cancelled": 0, "revenue": "0.00"},
        ],
        "carts": {"begun": 0, "ordered": 0, "conversion": None},
    }
    assert (await stats(shop))["orders"] == 4


async def test_a_day_begins_at_midnight_in_utc(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=9)
    shop.clock.advance(timedelta(hours=14, minutes=29, seconds=59))
    await shop.bought({1: 1})
    shop.clock.advance(timedelta(seconds=1))
    await shop.bought({1: 1})
    async with unit_of_work(shop.sessions) as session:
        await session.execute(sa.text("set local timezone = 'Pacific/Auckland'"))

    days = (await stats(shop, "?days=2"))["days"]

    assert [(day["day"], day["orders"]) for day in days] == [("2026-11-23", 1), ("2026-11-24", 1)]
    assert (await stats(shop, "?days=1"))["orders"] == 1


async def test_of_the_carts_begun_then_it_tells_how_many_were_ordered(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=9)
    await put(shop, shop.bearer(1))
    shop.clock.advance(timedelta(days=10))
    await put(shop, {"X-Cart-Token": "a-guest-with-a-cart"})
    for buyer in (BUYER, BUYER + 1, BUYER + 2):
        await put(shop, shop.bearer(buyer))
    await shop.buy({1: 1}, cart=True)
    await shop.buy({1: 1}, by=BUYER + 3)
    await shop.client.delete("/api/v1/cart", headers=shop.bearer(BUYER + 2))

    assert (await stats(shop, "?days=5"))["carts"] == {
        "begun": 3,
        "ordered": 1,
        "conversion": 0.3333,
    }
    assert (await stats(shop))["carts"]["begun"] == 4


async def test_currencies_are_not_added_up(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=9)
    await shop.bought({1: 1})
    in_euro = await shop.bought({1: 2})
    async with unit_of_work(shop.sessions) as session:
        await session.execute(
            sa.update(ORDERS).where(ORDERS.c.id == in_euro).values(currency="EUR")
        )

    figures = [await stats(shop, f"?currency={currency}") for currency in ("USD", "EUR", "GBP")]

    assert [(one["orders"], one["revenue"]) for one in figures] == [
        (1, "10.00"),
        (1, "20.00"),
        (0, "0.00"),
    ]


async def test_customers_may_not_see_what_is_sold(shop: Shop) -> None:
    response = await shop.get("/orders/stats")

    assert (response.status_code, response.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize("query", ["days=0", "days=367", "days=99999999999999", "currency=XYZ"])
async def test_what_cannot_be_summed_up_is_named(shop: Shop, query: str) -> None:
    response = await shop.get(f"/orders/stats?{query}", by=STAFF)

    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"] == ["query", query.partition("=")[0]]
