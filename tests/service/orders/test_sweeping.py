"""What a crash left `placing` is ended, and what comes too late stays without effect."""

import asyncio
from datetime import timedelta

import httpx
import pytest
import sqlalchemy as sa

from backend_services.orders.adapters import orders
from backend_services.orders.adapters.tables import ORDER_STEPS, ORDERS
from backend_services.orders.domain.order_request import OrderRequest
from backend_services.orders.domain.requested_lines import RequestedLine
from backend_services.orders.use_cases.begin_order import begin_order
from backend_services.shared.db.session import unit_of_work
from backend_services.shared.ids import new_id
from backend_services.shared.messaging.tables import OUTBOX
from tests.fixtures.messaging import Drain
from tests.service.orders.shelf import GoOn
from tests.service.orders.shop import BUYER, PATIENCE, Shop


async def left_placing(shop: Shop) -> int:
    """An order whose process died right after the intent."""
    request = OrderRequest(BUYER, f"user{BUYER}@example.com", (RequestedLine(1, 1),))
    async with unit_of_work(shop.sessions) as session:
        begun = await begin_order(session, request=request, clock=shop.clock, new_id=new_id)
    assert not isinstance(begun, orders.Order)
    return begun.order_id


async def test_an_interrupted_order_ends_as_rejected_and_frees_its_hold(shop: Shop) -> None:
    order_id = await left_placing(shop)

    assert await shop.sweep() == 1

    (order,) = await shop.rows(sa.select(ORDERS))
    (step,) = await shop.rows(sa.select(ORDER_STEPS))
    (event,) = await shop.rows(sa.select(OUTBOX))
    assert (order.status, order.rejection_reason) == ("rejected", "interrupted")
    assert (step.status, step.actor, step.reason) == ("rejected", "system", "interrupted")
    assert (event.type, event.aggregate) == ("order.rejected", f"order:{order_id}")
    assert event.payload == {
        "order_id": order_id,
        "reservation_id": str(order.uid),
        "user_id": BUYER,
        "user_email": f"user{BUYER}@example.com",
        "reason": "interrupted",
    }
    assert await shop.sweep() == 0


async def test_what_is_placed_right_now_is_left_alone(shop: Shop) -> None:
    await left_placing(shop)
    shop.clock.advance(PATIENCE - timedelta(seconds=31))

    assert await shop.sweep() == 0
    assert await shop.statuses() == ["placing"]


async def test_orders_that_came_about_are_left_alone(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=5)
    await shop.bought({1: 1})

    assert await shop.sweep() == 0
    assert await shop.statuses() == ["pending"]


@pytest.mark.usefixtures("at_once")
async def test_two_sweepers_end_each_order_once(shop: Shop) -> None:
    for _ in range(20):
        await left_placing(shop)

    swept = await asyncio.gather(shop.sweep(), shop.sweep(), shop.sweep())

    assert sum(swept) == 20
    assert await shop.events() == ["order.rejected"] * 20


async def test_an_answer_after_the_sweep_is_no_order_and_its_hold_is_freed(
    shop: Shop, drain_all: Drain
) -> None:
    product = shop.shelf.stock(1, on_hand=5)

    async def answers_after_the_sweep(_request: httpx.Request, go_on: GoOn) -> httpx.Response:
        response = await go_on()
        assert await shop.sweep() == 1
        return response

    shop.wire.faults = [answers_after_the_sweep]

    response = await shop.buy({1: 1}, key="k")

    assert (response.status_code, response.json()["code"]) == (503, "placement_interrupted")
    assert await shop.statuses() == ["rejected"]
    await drain_all()
    assert (product.on_hand, product.reserved) == (5, 0)
    assert (await shop.buy({1: 1}, key="k")).status_code == 201


async def test_a_hold_that_comes_after_its_order_ended_lives_only_its_time(
    shop: Shop, drain_all: Drain
) -> None:
    """A zombie finishes its call when products has heard of the rejection already."""
    product = shop.shelf.stock(1, on_hand=5)

    async def is_worked_on_very_late(_request: httpx.Request, go_on: GoOn) -> httpx.Response:
        await shop.sweep()
        await drain_all()
        return await go_on()

    shop.wire.faults = [is_worked_on_very_late]

    assert (await shop.buy({1: 1})).status_code == 503

    await drain_all()
    assert (product.on_hand, product.reserved) == (5, 1)
    shop.shelf.expire_holds()
    assert (product.on_hand, product.reserved) == (5, 0)
    assert await shop.statuses() == ["rejected"]
