import asyncio
import json
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa

from backend_services.orders.domain.actor import Actor, ActorKind
from backend_services.orders.domain.states import PUBLIC, TRANSITIONS, OrderStatus
from backend_services.orders.domain.status_change import StatusChange
from backend_services.orders.use_cases.change_order_status import change_order_status
from backend_services.shared.db.session import unit_of_work
from backend_services.shared.ids import new_id
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
        over = {"delivered", "cancelled"}
        expected = (400, "order_is_over") if current in over else (409, "illegal_transition")
        assert (response.status_code, response.json()["code"]) == expected
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
        "actor_id": BUYER,
        "reason": "Changed my mind",
    }


@pytest.mark.parametrize(
    ("current", "status", "code"),
    [
        ("shipped", 409, "illegal_transition"),
        ("delivered", 400, "order_is_over"),
        ("cancelled", 400, "order_is_over"),
    ],
)
async def test_owners_may_not_cancel_later(
    shop: Shop, current: str, *, status: int, code: str
) -> None:
    order_id = await order_in(shop, current)

    response = await shop.move(order_id, "cancelled", by=BUYER)

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response.json()["detail"] == f"Cannot update order in {current} status"
    assert (await shop.get(f"/orders/{order_id}")).json()["status"] == current


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

    response = await shop.move(
        order_id, "shipped", tracking_number="VT-0042", carrier="Parcel & Sons"
    )

    assert response.json()["tracking_number"] == "VT-0042"
    assert response.json()["carrier"] == "Parcel & Sons"
    event = (await shop.rows(sa.select(OUTBOX).where(OUTBOX.c.type == "order.shipped")))[0]
    assert event.payload["tracking_number"] == "VT-0042"
    assert event.payload["carrier"] == "Parcel & Sons"
    assert (event.payload["old_status"], event.payload["new_status"]) == ("confirmed", "shipped")
    assert event.payload["updated_by"] == "staff"
    assert event.payload["user_email"] == f"user{BUYER}@example.com"
    assert (event.aggregate, event.sequence) == (f"order:{order_id}", 4)


@pytest.mark.parametrize("field", ["tracking_number", "carrier"])
async def test_a_tracking_number_fits_shipping_only(shop: Shop, field: str) -> None:
    order_id = await order_in(shop, "pending")

    more: dict[str, Any] = {field: "VT-0042"}
    response = await shop.move(order_id, "confirmed", **more)

    assert (response.status_code, response.json()["code"]) == (422, "tracking_number_not_fitting")
    assert response.json()["detail"].startswith(f"{field}: ")
    assert (await shop.get(f"/orders/{order_id}")).json()["status"] == "pending"


@pytest.mark.parametrize("tracking_number", ["1", "V" * 64, "1Z 999 AA1", "~!"])
async def test_tracking_numbers_have_up_to_sixty_four_signs(
    shop: Shop, tracking_number: str
) -> None:
    order_id = await order_in(shop, "confirmed")

    response = await shop.move(order_id, "shipped", tracking_number=tracking_number)

    assert (response.status_code, response.json()["tracking_number"]) == (200, tracking_number)


@pytest.mark.parametrize("by", [STAFF, BUYER])
@pytest.mark.parametrize("said", [{}, {"reason": None}, {"reason": ""}, {"reason": "   "}])
async def test_nobody_has_to_say_why_they_cancel(
    shop: Shop, by: int, said: dict[str, str | None]
) -> None:
    order_id = await order_in(shop, "pending")

    response = await shop.move(order_id, "cancelled", by=by, **said)

    assert (response.status_code, response.json()["status"]) == (200, "cancelled")
    assert response.json()["timeline"][-1]["reason"] is None


async def test_who_saw_an_older_order_moves_nothing(shop: Shop) -> None:
    order_id = await order_in(shop, "pending")
    seen = await shop.get(f"/orders/{order_id}", by=STAFF)
    moved = await shop.move(order_id, "confirmed")
    cancel = {"status": "cancelled", "reason": "No longer made"}
    path, staff = f"/api/v1/orders/{order_id}/status", shop.headers(STAFF)

    stale = await shop.client.patch(
        path, json=cancel, headers=staff | {"If-Match": seen.headers["ETag"]}
    )

    assert (stale.status_code, stale.json()["code"]) == (412, "order_changed")
    assert (stale.json()["current"], stale.json()["version"]) == ("confirmed", 3)
    assert await shop.events() == ["order.created", "order.confirmed"]
    fresh = await shop.client.patch(
        path, json=cancel, headers=staff | {"If-Match": moved.headers["ETag"]}
    )
    assert (fresh.status_code, fresh.headers["ETag"]) == (200, '"4"')


@pytest.mark.parametrize("tag", ["", "3", 'W/"2"', '"x"', '"99999999999999999999"', '"2", "3"'])
async def test_a_tag_that_no_order_had_moves_nothing(shop: Shop, tag: str) -> None:
    order_id = await order_in(shop, "pending")

    response = await shop.client.patch(
        f"/api/v1/orders/{order_id}/status",
        json={"status": "confirmed"},
        headers=shop.headers(STAFF) | {"If-Match": tag},
    )

    assert response.status_code == 412
    assert (await shop.get(f"/orders/{order_id}")).json()["status"] == "pending"


async def test_any_version_will_do_for_a_star(shop: Shop) -> None:
    order_id = await order_in(shop, "pending")

    response = await shop.client.patch(
        f"/api/v1/orders/{order_id}/status",
        json={"status": "confirmed"},
        headers=shop.headers(STAFF) | {"If-Match": "*"},
    )

    assert response.status_code == 200


async def test_owners_do_not_see_who_of_the_staff_it_was(shop: Shop) -> None:
    order_id = await order_in(shop, "confirmed")

    seen = {
        by: [step["actor_id"] for step in order["timeline"]]
        for by in (BUYER, STAFF)
        if (order := (await shop.get(f"/orders/{order_id}", by=by)).json())
    }

    assert seen == {BUYER: [BUYER, None], STAFF: [BUYER, STAFF]}


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
@pytest.mark.parametrize("step", ["confirmed", "cancelled"])
async def test_of_several_who_take_the_same_step_at_once_one_does(shop: Shop, step: str) -> None:
    order_id = await order_in(shop, "pending")

    responses = await asyncio.gather(*(shop.move(order_id, step) for _ in range(8)))

    codes = sorted(answer.json().get("code", "done") for answer in responses)
    assert codes.count("done") == 1
    assert set(codes) <= {"done", "order_moved", "illegal_transition", "order_is_over"}
    assert await shop.events() == ["order.created", f"order.{step}"]


async def until_somebody_waits_for_a_row(shop: Shop) -> None:
    waiting = sa.text(
        "select true from pg_stat_activity"
        " where wait_event_type = 'Lock' and datname = current_database()"
    )
    async with asyncio.timeout(50):
        while not await shop.rows(waiting):  # noqa: ASYNC110 - PostgreSQL does not signal it
            await asyncio.sleep(0.01)


@pytest.mark.usefixtures("at_once")
async def test_who_is_overtaken_is_told_where_the_order_is_now(shop: Shop) -> None:
    """Both have read `pending`; cancelling would be legal from `confirmed`, but was not meant."""
    order_id = await order_in(shop, "pending")
    confirm = StatusChange(OrderStatus.CONFIRMED, actor=Actor(ActorKind.STAFF, STAFF))

    async with unit_of_work(shop.sessions) as session:
        await change_order_status(
            session, order_id=order_id, change=confirm, clock=shop.clock, new_id=new_id
        )
        overtaken = asyncio.create_task(shop.move(order_id, "cancelled", by=BUYER))
        await until_somebody_waits_for_a_row(shop)

    response = await overtaken
    assert (response.status_code, response.json()["code"]) == (409, "order_moved")
    assert response.json()["current"] == "confirmed"
    assert await shop.events() == ["order.created", "order.confirmed"]


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
        {"status": "shipped", "tracking_number": " VT-1"},
        {"status": "shipped", "tracking_number": "VT\n1"},
        {"status": "shipped", "tracking_number": "№ 1"},
        {"status": "shipped", "tracking_number": "V" * 65},
        {"status": "shipped", "carrier": "V" * 65},
        {"status": "cancelled", "reason": "half \ud83d a pair"},
        [],
    ],
)
async def test_a_step_that_cannot_be_understood_changes_nothing(shop: Shop, body: Any) -> None:
    order_id = await order_in(shop, "pending")

    response = await shop.client.patch(
        f"/api/v1/orders/{order_id}/status",
        content=json.dumps(body),
        headers=shop.headers(STAFF) | {"Content-Type": "application/json"},
    )

    assert response.status_code == 422
    assert (await shop.get(f"/orders/{order_id}")).json()["status"] == "pending"
