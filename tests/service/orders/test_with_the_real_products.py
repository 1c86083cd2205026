"""Both services, both databases, their real contract; only sockets and broker are in memory."""

import asyncio
from datetime import timedelta

import pytest

from tests.fixtures.messaging import Drain
from tests.service.orders.real_products import Books, RealProducts
from tests.service.orders.shelf import Wire
from tests.service.orders.shop import BUYER, Shop

pytestmark = pytest.mark.usefixtures("at_once")


@pytest.fixture
def wire(real: RealProducts) -> Wire:
    return Wire(real.app)


async def test_an_order_is_held_then_sold_then_given_back(
    shop: Shop, real: RealProducts, drain_both: Drain
) -> None:
    teapot = await real.stock("TEAPOT", on_hand=5, price="38.50")

    order = (await shop.buy({teapot: 2})).json()
    assert (order["total_amount"], order["items"][0]["sku"]) == ("77.00", "TEAPOT")
    assert await real.books(teapot) == Books(on_hand=5, reserved=2)

    await drain_both()
    assert await real.books(teapot) == Books(on_hand=3, reserved=0)

    await shop.move(order["id"], "cancelled", by=BUYER)
    await drain_both()
    assert await real.books(teapot) == Books(on_hand=5, reserved=0)
    assert drain_both.dead_letters() == []


async def test_refusals_come_through_word_for_word(shop: Shop, real: RealProducts) -> None:
    teapot = await real.stock("TEAPOT", on_hand=3, price="38.50")

    short = await shop.buy({teapot: 99})
    unknown = await shop.buy({9999: 1})
    dearer = await shop.buy([{"product_id": teapot, "quantity": 1, "expected_price": "36.00"}])

    assert (short.status_code, short.json()["detail"]) == (
        409,
        f"Insufficient stock for product {teapot}. Available: 3, requested: 99",
    )
    assert short.json()["lines"] == [{"product_id": teapot, "available": 3, "requested": 99}]
    assert (unknown.status_code, unknown.json()["detail"]) == (404, "Product 9999 not found")
    assert (dearer.status_code, dearer.json()["code"]) == (409, "price_changed")
    assert dearer.json()["lines"] == [
        {"product_id": teapot, "expected_price": "36.00", "price": "38.50"}
    ]
    assert await real.books(teapot) == Books(on_hand=3, reserved=0)


async def test_gone_dearer_and_short_lines_are_told_in_one_answer(
    shop: Shop, real: RealProducts
) -> None:
    dearer = await real.stock("DEARER", on_hand=3, price="38.50")
    short = await real.stock("SHORT", on_hand=1, price="5.00")
    lines = [
        {"product_id": dearer, "quantity": 2, "expected_price": "36.00"},
        {"product_id": short, "quantity": 2, "expected_price": "5.00"},
    ]

    answer = await shop.buy(lines)

    assert (answer.status_code, answer.json()["code"]) == (409, "price_changed")
    assert answer.json()["lines"] == [
        {"product_id": dearer, "expected_price": "36.00", "price": "38.50"},
        {"product_id": short, "available": 1, "requested": 2},
    ]
    assert await real.books(dearer) == Books(on_hand=3, reserved=0)


async def test_two_line_carts_in_both_orders_never_sell_what_is_not_there(
    shop: Shop, real: RealProducts, drain_both: Drain
) -> None:
    one, other = await real.stock("ONE", on_hand=5), await real.stock("OTHER", on_hand=5)
    carts = [{one: 1, other: 1}, {other: 1, one: 1}] * 10

    responses = await asyncio.gather(
        *(shop.buy(cart, by=buyer) for buyer, cart in enumerate(carts, start=1))
    )

    assert sorted(answer.status_code for answer in responses) == [201] * 5 + [409] * 15
    await drain_both()
    assert await real.books(one) == await real.books(other) == Books(on_hand=0, reserved=0)


async def test_an_order_of_a_refused_buyer_frees_what_was_held(
    shop: Shop, real: RealProducts, drain_both: Drain
) -> None:
    dear = await real.stock("DEAR", on_hand=5, price="99999999.99")

    assert (await shop.buy({dear: 2})).status_code == 422
    assert await real.books(dear) == Books(on_hand=5, reserved=2)

    await drain_both()
    assert await real.books(dear) == Books(on_hand=5, reserved=0)


async def test_an_order_heard_of_after_its_units_were_sold_is_cancelled(
    shop: Shop, real: RealProducts, drain_both: Drain
) -> None:
    """The broker was down for longer than a hold lives, and somebody else was faster."""
    teapot = await real.stock("TEAPOT", on_hand=1)
    late = (await shop.buy({teapot: 1}, by=1)).json()["id"]
    shop.clock.advance(timedelta(minutes=16))
    assert await real.expire_holds() == 1
    fast = (await shop.buy({teapot: 1}, by=2)).json()["id"]

    await drain_both()

    order = (await shop.get(f"/orders/{late}", by=1)).json()
    assert (order["status"], order["timeline"][-1]["actor"]) == ("cancelled", "system")
    assert (await shop.get(f"/orders/{fast}", by=2)).json()["status"] == "pending"
    assert await real.books(teapot) == Books(on_hand=0, reserved=0)
    assert drain_both.dead_letters() == []


async def test_a_cart_sees_the_real_shelf(shop: Shop, real: RealProducts) -> None:
    teapot = await real.stock("TEAPOT", on_hand=2, price="38.50")

    response = await shop.client.put(
        f"/api/v1/cart/items/{teapot}", json={"quantity": 3}, headers=shop.headers(BUYER)
    )

    (item,) = response.json()["items"]
    assert (item["sku"], item["price"], item["stock_quantity"]) == ("TEAPOT", "38.50", 2)
    assert item["problem"] == "short_stock"
