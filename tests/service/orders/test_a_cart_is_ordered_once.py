"""Each unit in a cart is ordered once: by whichever tab, device or client is first."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.fixtures.messaging import Drain
from tests.service.orders.shelf import GoOn
from tests.service.orders.shop import BUYER, Shop

RIVALS = 6


@pytest.fixture(autouse=True)
def stocked(shop: Shop) -> None:
    for product_id in (1, 2, 3):
        shop.shelf.stock(product_id, on_hand=100)


async def put(shop: Shop, lines: dict[int, int]) -> None:
    for product_id, quantity in lines.items():
        item = f"/api/v1/cart/items/{product_id}"
        response = await shop.client.put(
            item, json={"quantity": quantity}, headers=shop.bearer(BUYER)
        )
        assert response.status_code == 200, response.text


async def cart(shop: Shop) -> dict[str, Any]:
    return (await shop.get("/cart")).json()


async def lines(shop: Shop) -> dict[int, int]:
    return {item["product_id"]: item["quantity"] for item in (await cart(shop))["items"]}


def let_all_hold_before_any_goes_on(shop: Shop) -> None:
    """Products answers nobody until it holds for everybody: then all reach for the cart at once."""
    together = asyncio.Barrier(RIVALS)

    async def meet(_request: httpx.Request, go_on: GoOn) -> httpx.Response:
        answer = await go_on()
        await together.wait()
        return answer

    shop.wire.faults = [meet] * RIVALS


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(("ordered", "left"), [({1: 2, 2: 1}, {}), ({2: 1}, {1: 2})])
async def test_of_many_who_order_one_cart_at_once_one_does(
    shop: Shop, drain_all: Drain, ordered: dict[int, int], left: dict[int, int]
) -> None:
    await put(shop, {1: 2, 2: 1})
    let_all_hold_before_any_goes_on(shop)

    answers = await asyncio.gather(
        *(shop.buy(ordered, key=f"tab-{tab}", cart=True) for tab in range(RIVALS))
    )

    codes = sorted(answer.json().get("code", "bought") for answer in answers)
    assert codes == ["bought"] + ["not_in_cart"] * (RIVALS - 1)
    assert sorted(await shop.statuses()) == ["pending"] + ["rejected"] * (RIVALS - 1)
    assert await lines(shop) == left
    await drain_all()
    for product_id in (1, 2):
        product = shop.shelf.products[product_id]
        assert (product.reserved, 100 - product.on_hand) == (0, ordered.get(product_id, 0))


async def test_who_is_late_is_told_what_is_missing_and_the_order_stands(shop: Shop) -> None:
    await put(shop, {1: 2, 2: 1, 3: 1})
    first = await shop.buy({1: 2, 2: 1}, cart=True)

    late = await shop.buy({1: 2, 3: 1}, cart=True)

    assert (late.status_code, late.json()["code"]) == (409, "not_in_cart")
    assert late.json()["lines"] == [{"product_id": 1, "requested": 2}]
    assert "Nothing was bought now." in late.json()["detail"]
    assert await lines(shop) == {3: 1}
    assert await shop.statuses() == ["pending", "rejected"]
    assert (await shop.get(f"/orders/{first.json()['id']}")).json() == first.json()
    assert await shop.events() == ["order.created", "order.rejected"]


async def test_a_cart_that_holds_less_by_now_is_not_ordered(shop: Shop) -> None:
    await put(shop, {1: 2, 2: 1})

    response = await shop.buy({1: 3, 2: 1}, cart=True)

    assert response.json()["lines"] == [{"product_id": 1, "requested": 3}]
    assert await lines(shop) == {1: 2, 2: 1}


async def test_nothing_is_ordered_from_a_cart_that_nobody_filled(shop: Shop) -> None:
    response = await shop.buy({1: 1}, cart=True)

    assert (response.status_code, response.json()["code"]) == (409, "not_in_cart")
    assert await shop.statuses() == ["rejected"]


async def test_what_was_added_meanwhile_stays_for_the_next_order(shop: Shop) -> None:
    await put(shop, {1: 5})

    assert (await shop.buy({1: 2}, cart=True)).status_code == 201

    assert await lines(shop) == {1: 3}
    assert (await shop.buy({1: 3}, cart=True)).status_code == 201
    assert await lines(shop) == {}


async def test_the_same_key_still_finds_the_order_of_an_emptied_cart(shop: Shop) -> None:
    await put(shop, {1: 2})
    first = await shop.buy({1: 2}, key="checkout", cart=True)

    again = await shop.buy({1: 2}, key="checkout", cart=True)

    assert (again.status_code, again.json()["id"]) == (201, first.json()["id"])
    assert again.headers["Idempotency-Replayed"] == "true"


async def test_a_refused_cart_is_ordered_under_the_same_key_once_it_is_filled(shop: Shop) -> None:
    assert (await shop.buy({1: 2}, key="checkout", cart=True)).status_code == 409
    await put(shop, {1: 2})

    assert (await shop.buy({1: 2}, key="checkout", cart=True)).status_code == 201
    assert await shop.statuses() == ["rejected", "pending"]


async def test_a_cart_says_when_it_was_changed_last(shop: Shop) -> None:
    assert (await cart(shop))["updated_at"] is None
    await put(shop, {1: 5, 2: 1})
    assert (await cart(shop))["updated_at"] == "2026-11-23T09:30:00.000000Z"
    shop.clock.advance(timedelta(seconds=1))

    await shop.buy({1: 2}, cart=True)

    assert (await cart(shop))["updated_at"] == "2026-11-23T09:30:01.000000Z"
