"""What staff see of one customer's orders, in figures."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from backend_services.orders.adapters.tables import ORDERS
from backend_services.shared.db.session import unit_of_work
from tests.service.orders.shop import BUYER, STAFF, Shop


async def figures(shop: Shop, user_id: int = BUYER) -> dict[str, Any]:
    response = await shop.get(f"/orders/customers/{user_id}", by=STAFF)
    assert response.status_code == 200, response.text
    return response.json()


async def test_orders_and_what_was_spent_are_summed_up(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=99, price="10.25")
    await shop.bought({1: 1})
    await shop.bought({1: 9}, by=BUYER + 1)
    await shop.buy({1: 9999})
    shop.clock.advance(timedelta(hours=1))
    cancelled = await shop.bought({1: 5})
    await shop.move(cancelled, "cancelled")

    assert await figures(shop) == {
        "user_id": BUYER,
        "orders": 2,
        "cancelled": 1,
        "spent": [{"amount": "10.25", "currency": "USD"}],
        "last_order_at": "2026-11-23T10:30:00.000000Z",
    }


async def test_whoever_bought_nothing_has_zeros(shop: Shop) -> None:
    assert await figures(shop) == {
        "user_id": BUYER,
        "orders": 0,
        "cancelled": 0,
        "spent": [],
        "last_order_at": None,
    }


async def test_what_was_spent_in_two_currencies_is_not_added_up(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=9)
    await shop.bought({1: 1})
    in_euro = await shop.bought({1: 2})
    async with unit_of_work(shop.sessions) as session:
        await session.execute(
            sa.update(ORDERS).where(ORDERS.c.id == in_euro).values(currency="EUR")
        )

    assert (await figures(shop))["spent"] == [
        {"amount": "20.00", "currency": "EUR"},
        {"amount": "10.00", "currency": "USD"},
    ]


async def test_customers_may_not_see_even_their_own_figures(shop: Shop) -> None:
    response = await shop.get(f"/orders/customers/{BUYER}")

    assert (response.status_code, response.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize("user_id", ["0", "-1", "2147483648", "ann", "%00"])
async def test_what_is_no_account_number_is_named(shop: Shop, user_id: str) -> None:
    response = await shop.get(f"/orders/customers/{user_id}", by=STAFF)

    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"] == ["path", "user_id"]
