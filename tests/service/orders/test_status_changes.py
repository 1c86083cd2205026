import asyncio
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa

from backend_services.orders.domain.states import PUBLIC, TRANSITIONS, OrderStatus
from backend_services.shared.messaging.tables import OUTBOX
from tests.fixtures.messaging import Drain
from tests.service.orders.shop import BUYER, STAFF, Shop

PATHS: dict[str, list[str]] = {
    "pending": [],
    "confirmed": ["confirmed"],
    "shipped": ["confirmed", "shipped"],
    "delivered": ["confirmed", "shipped", "delivered"],
    "cancelled": ["cancelled"],
}
EVERY_PAIR = [
    (current, to.value, to in TRANSITIONS[OrderStatus(current)])
    for current in PATHS
    for to in sorted(PUBLIC)
]


async def order_in(shop: Shop, status: str) -> int:
    shop.shelf.stock(1, on_hand=5)
    order_id = await shop.bought({1: 1})
    for step in PATHS[status]:
        assert (await shop.move(order_id, step)).status_code == 200
    return order_id


@pytest.mark.parametrize(("current", "to", "is_legal"), EVERY_PAIR)
async def test_staff_move_orders_along_the_table_only(
    shop: Shop, current: str, to: str, *, is_legal: bool
) -> None:
    order_id = await order_in(shop, current)
    events_before = await shop.events()

    response = await shop.move(order_id, to)

    if is_legal:
        assert (response.status_code, response.json()["status"]) == (200, to)
        assert await shop.events() == [*events_before, f"order.{to}"]
    else:
        assert response.status_code == 400
        assert response.json()["code"] == "illegal_transition"
        assert response.json()["detail"] == f"Cannot update order in {current} status"
        assert (response.json()["from"], response.json()["to"]) == (current, to)
        assert await shop.events() == events_before
        order = (await shop.get(f"/orders/{order_id}")).json()
        assert order["status"] == current


@pytest.mark.parametrize("current", ["pending", "confirmed"])
async def test_owners_may_cancel_until_it_ships(shop: Shop, current: str) -> None:
    order_id = await order_in(shop, current)

    response = await shop.move(order_id, "cancelled", by=BUYER, reason="Changed my mind")

    assert response.status_code == 200
    assert response.json()["timeline"][-1] == {
        "status": "cancelled",
        "at": "2026-11-23T09:30:00.000000Z",
        "actor": "customer",
        "reason": "Changed my mind",
    }


@pytest.mark.parametrize("current", ["shipped", "delivered", "cancelled"])
async def test_owners_may_not_cancel_later(shop: Shop, current: str) -> None:
    order_id = await order_in(shop, current)

    response = await shop.move(order_id, "cancelled", by=BUYER)

    assert (response.status_code, response.json()["code"]) == (400, "illegal_transition")


@pytest.mark.parametrize("to", ["pending", "confirmed", "shipped", "delivered"])
async def test_owners_may_do_nothing_else(shop: Shop, to: str) -> None:
    order_id = await order_in(shop, "pending")

    response = await shop.move(order_id, to, by=BUYER)

    assert (response.status_code, response.json()["code"]) == (403, "only_staff")
    assert (await shop.get(f"/orders/{order_id}")).json()["status"] == "pending"


async def test_somebody_elses_order_is_not_there(shop: Shop) -> None:
    order_id = await order_in(shop, "pending")

    for to in ("cancelled", "confirmed"):
        response = await shop.move(order_id, to, by=BUYER + 1)
        assert response.status_code == 404
        assert response.json()["detail"] == f"Order {order_id} not found"


async def test_nobody_moves_an_order_without_signing_in(shop: Shop) -> None:
    order_id = await order_in(shop, "pending")

    response = await shop.client.patch(
        f"/api/v1/orders/{order_id}/status", json={"status": "cancelled"}
    )

    assert (response.status_code, response.json()["detail"]) == (401, "Not authenticated")


async def test_a_shipped_order_has_its_tracking_number_and_so_has_the_event(shop: Shop) -> None:
    order_id = await order_in(shop, "confirmed")

    response = await shop.move(order_id, "shipped", tracking_number="VT-0042")

    assert response.json()["tracking_number"] == "VT-0042"
    event = (await shop.rows(sa.select(OUTBOX).where(OUTBOX.c.type == "order.shipped")))[0]
    assert event.payload["tracking_number"] == "VT-0042"
    assert (event.payload["old_status"], event.payload["new_status"]) == ("confirmed", "shipped")
    assert event.payload["updated_by"] == "staff"
    assert event.payload["user_email"] == f"user{BUYER}@example.com"
    assert (event.aggregate, event.sequence) == (f"order:{order_id}", 4)


async def test_a_tracking_number_fits_shipping_only(shop: Shop) -> None:
    order_id = await order_in(shop, "pending")

    response = await shop.move(order_id, "confirmed", tracking_number="VT-0042")

    assert (response.status_code, response.json()["code"]) == (422, "tracking_number_not_fitting")
    assert (await shop.get(f"/orders/{order_id}")).json()["status"] == "pending"


async def test_the_timeline_says_what_was_done_when_and_by_whom(shop: Shop) -> None:
    order_id = await order_in(shop, "delivered")

    order = (await shop.get(f"/orders/{order_id}")).json()

    assert [(step["status"], step["actor"]) for step in order["timeline"]] == [
        ("pending", "customer"),
        ("confirmed", "staff"),
        ("shipped", "staff"),
        ("delivered", "staff"),
    ]


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("rivals", [["confirmed"] * 8, ["cancelled"] * 8])
async def test_of_several_who_take_the_same_step_at_once_one_does(
    shop: Shop, rivals: list[str]
) -> None:
    order_id = await order_in(shop, "pending")

    responses = await asyncio.gather(*(shop.move(order_id, to) for to in rivals))

    assert sorted(answer.status_code for answer in responses) == [200] + [400] * 7
    assert await shop.events() == ["order.created", f"order.{rivals[0]}"]


@pytest.mark.usefixtures("at_once")
async def test_a_race_between_confirming_and_cancelling_ends_in_a_true_story(shop: Shop) -> None:
    order_id = await order_in(shop, "pending")

    await asyncio.gather(
        *(shop.move(order_id, to) for to in ["confirmed", "cancelled", "shipped"] * 3)
    )

    order = (await shop.get(f"/orders/{order_id}")).json()
    story = [step["status"] for step in order["timeline"]]
    assert story[-1] == order["status"]
    for current, to in pairwise(story):
        assert OrderStatus(to) in TRANSITIONS[OrderStatus(current)]
    assert await shop.events() == ["order.created", *(f"order.{step}" for step in story[1:])]


async def test_cancelling_gives_the_units_back_once(shop: Shop, drain_all: Drain) -> None:
    teapot = shop.shelf.stock(1, on_hand=5)
    order_id = await shop.bought({1: 2})
    await drain_all()
    assert teapot.on_hand == 3

    await shop.move(order_id, "cancelled", by=BUYER)
    await shop.move(order_id, "cancelled", by=BUYER)
    await drain_all()

    assert (teapot.on_hand, teapot.reserved) == (5, 0)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"status": None},
        {"status": "lost"},
        {"status": "placing"},
        {"status": "rejected"},
        {"status": ["cancelled"]},
        {"status": "cancelled", "reason": "a\x00b"},
        {"status": "cancelled", "reason": "r" * 501},
        {"status": "shipped", "tracking_number": ""},
        [],
    ],
)
async def test_a_step_that_cannot_be_understood_changes_nothing(shop: Shop, body: Any) -> None:
    order_id = await order_in(shop, "pending")

    response = await shop.client.patch(
        f"/api/v1/orders/{order_id}/status", json=body, headers=shop.headers(STAFF)
    )

    assert response.status_code == 422
    assert (await shop.get(f"/orders/{order_id}")).json()["status"] == "pending"
