import asyncio
from dataclasses import replace

import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from backend_services.orders.adapters.tables import ORDERS
from backend_services.shared.http.turnstile import Turnstile
from backend_services.shared.messaging.tables import OUTBOX
from tests.fixtures.messaging import Drain
from tests.service.orders.shop import BUYER, Shop


async def test_an_order_is_pending_with_what_products_said(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=5, price="38.50")
    shop.shelf.stock(2, on_hand=5, price="0.99")

    response = await shop.buy({1: 2, 2: 1})

    assert response.status_code == 201
    order = response.json()
    first, second = order.pop("items")
    assert first.pop("id") < second.pop("id")
    order_id = order.pop("id")
    assert order == {
        "user_id": BUYER,
        "user_email": f"user{BUYER}@example.com",
        "status": "pending",
        "total_amount": "77.99",
        "currency": "USD",
        "tracking_number": None,
        "carrier": None,
        "version": 2,
        "created_at": "2026-11-23T09:30:00.000000Z",
        "updated_at": "2026-11-23T09:30:00.000000Z",
        "timeline": [
            {
                "status": "pending",
                "at": "2026-11-23T09:30:00.000000Z",
                "actor": "customer",
                "actor_id": BUYER,
                "reason": None,
            }
        ],
    }
    assert first == {
        "order_id": order_id,
        "product_id": 1,
        "product_name": "Product 1",
        "product_price": "38.50",
        "quantity": 2,
        "subtotal": "77.00",
        "created_at": "2026-11-23T09:30:00.000000Z",
        "sku": "SKU-1",
        "image_url": "/media/1.webp",
    }


async def test_its_event_commits_the_hold(shop: Shop, drain_all: Drain) -> None:
    teapot = shop.shelf.stock(1, on_hand=5)
    await shop.bought({1: 2})
    assert (teapot.on_hand, teapot.reserved) == (5, 2)

    await drain_all()

    assert (teapot.on_hand, teapot.reserved) == (3, 0)
    assert await shop.events() == ["order.created"]


async def test_the_lines_stay_in_the_order_in_which_they_were_asked_for(shop: Shop) -> None:
    for product_id in (1, 2, 3):
        shop.shelf.stock(product_id, on_hand=1)

    response = await shop.buy({3: 1, 1: 1, 2: 1})

    assert [item["product_id"] for item in response.json()["items"]] == [3, 1, 2]


async def test_an_order_shows_its_products_as_they_were_bought(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=5, price="38.50")
    order_id = await shop.bought({1: 1})
    before = (await shop.get(f"/orders/{order_id}")).json()["items"]

    shop.shelf.stock(1, on_hand=0, price="99.00").sku = "ANOTHER"
    del shop.shelf.products[1]

    (item,) = (await shop.get(f"/orders/{order_id}")).json()["items"]
    assert [item] == before
    assert {name: item[name] for name in ("product_name", "product_price", "sku", "image_url")} == {
        "product_name": "Product 1",
        "product_price": "38.50",
        "sku": "SKU-1",
        "image_url": "/media/1.webp",
    }


async def test_one_call_asks_products_for_all_lines(shop: Shop) -> None:
    for product_id in range(1, 11):
        shop.shelf.stock(product_id, on_hand=1)

    await shop.bought(dict.fromkeys(range(1, 11), 1))

    assert [request.method for request in shop.wire.requests] == ["PUT"]


async def test_the_request_id_travels_to_products_and_into_the_event(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=1)

    await shop.client.post(
        "/api/v1/orders",
        json={"items": [{"product_id": 1, "quantity": 1}]},
        headers=shop.bearer() | {"X-Request-ID": "from-the-edge"},
    )

    assert shop.wire.requests[0].headers["X-Request-ID"] == "from-the-edge"
    (event,) = await shop.rows(sa.select(OUTBOX))
    assert event.headers["request_id"] == "from-the-edge"


async def test_the_event_has_all_that_the_other_services_need(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=5, price="38.50")
    order_id = await shop.bought({1: 2})

    (event,) = await shop.rows(sa.select(OUTBOX))
    (order,) = await shop.rows(sa.select(ORDERS))

    assert (event.aggregate, event.sequence) == (f"order:{order_id}", order.version)
    assert event.payload == {
        "order_id": order_id,
        "reservation_id": str(order.uid),
        "user_id": BUYER,
        "user_email": f"user{BUYER}@example.com",
        "lines": [
            {
                "product_id": 1,
                "sku": "SKU-1",
                "name": "Product 1",
                "price": "38.50",
                "quantity": 2,
                "subtotal": "77.00",
                "image_url": "/media/1.webp",
            }
        ],
        "total": "77.00",
        "currency": "USD",
    }


async def test_lines_of_one_product_are_merged_before_products_is_asked(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=6)
    line = {"product_id": 1, "quantity": 3}

    response = await shop.buy([line, line])

    assert response.status_code == 201
    assert [(item["product_id"], item["quantity"]) for item in response.json()["items"]] == [(1, 6)]
    assert shop.shelf.products[1].available == 0


async def test_with_the_cart_flag_the_ordered_products_leave_the_cart_and_others_stay(
    shop: Shop,
) -> None:
    for product_id in (1, 2, 3):
        shop.shelf.stock(product_id, on_hand=5)
        await shop.client.put(
            f"/api/v1/cart/items/{product_id}",
            json={"quantity": 1},
            headers=shop.headers(BUYER),
        )

    await shop.buy({1: 1, 2: 1}, cart=True)

    left = (await shop.get("/cart")).json()["items"]
    assert [item["product_id"] for item in left] == [3]


async def test_without_the_flag_the_cart_is_not_touched(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=5)
    await shop.client.put("/api/v1/cart/items/1", json={"quantity": 1}, headers=shop.headers(BUYER))

    await shop.bought({1: 1})

    assert (await shop.get("/cart")).json()["item_count"] == 1


@pytest.mark.usefixtures("at_once")
async def test_many_buyers_of_few_units_get_exactly_the_units(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=5)

    responses = await asyncio.gather(*(shop.buy({1: 1}, by=buyer) for buyer in range(1, 21)))

    assert sorted(response.status_code for response in responses) == [201] * 5 + [409] * 15
    assert sorted(await shop.statuses()) == ["pending"] * 5 + ["rejected"] * 15


async def test_who_waits_too_long_in_a_rush_is_told_so_and_nothing_has_begun(
    shop: Shop, app: FastAPI
) -> None:
    shop.shelf.stock(1, on_hand=5)
    turnstile = Turnstile(places=1, patience=0.01)
    app.state.deps = replace(app.state.deps, turnstile=turnstile)

    async with turnstile.turn():
        response = await shop.buy({1: 1})

    assert response.status_code == 503
    assert response.json()["detail"] == "The shop is very busy. Please try again."
    assert await shop.statuses() == []
