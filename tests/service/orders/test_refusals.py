"""The buyer is told why, and nothing has changed."""

import httpx
import pytest

from tests.fixtures.messaging import Drain
from tests.service.orders.shelf import Fault, GoOn, answer_lost, answers, refused, slow
from tests.service.orders.shop import BUYER, Shop


async def expect_nothing_sold(shop: Shop) -> None:
    assert all(product.reserved == 0 for product in shop.shelf.products.values())
    assert set(await shop.statuses()) <= {"rejected"}
    assert (await shop.get("/orders")).json() == []


async def test_too_little_stock_is_a_conflict_that_says_how_much_there_is(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=3)

    response = await shop.buy({1: 99})

    assert response.status_code == 409
    problem = response.json()
    assert problem["code"] == "out_of_stock"
    assert problem["detail"] == "Insufficient stock for product 1. Available: 3, requested: 99"
    assert problem["lines"] == [{"product_id": 1, "available": 3, "requested": 99}]
    await expect_nothing_sold(shop)


async def test_one_short_line_refuses_the_whole_order(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=3)
    shop.shelf.stock(2, on_hand=0)

    response = await shop.buy({1: 1, 2: 1})

    assert response.status_code == 409
    await expect_nothing_sold(shop)


@pytest.mark.parametrize("is_known", [False, True], ids=["unknown", "no longer for sale"])
async def test_a_product_that_is_not_for_sale_is_not_found(shop: Shop, is_known: bool) -> None:
    if is_known:
        shop.shelf.stock(9999, on_hand=5).is_active = False

    response = await shop.buy({9999: 1})

    assert response.status_code == 404
    assert response.json()["detail"] == "Product 9999 not found"
    assert response.json()["code"] == "product_not_found"
    await expect_nothing_sold(shop)


async def test_a_price_that_is_not_the_one_shown_is_a_conflict(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=5, price="12.00")

    response = await shop.buy([{"product_id": 1, "quantity": 1, "expected_price": "10.00"}])

    assert response.status_code == 409
    assert response.json()["code"] == "price_changed"
    assert response.json()["lines"] == [
        {"product_id": 1, "expected_price": "10.00", "price": "12.00"}
    ]
    await expect_nothing_sold(shop)


async def test_a_price_as_shown_is_no_obstacle(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=5, price="12.00")

    response = await shop.buy([{"product_id": 1, "quantity": 1, "expected_price": "12.0"}])

    assert response.status_code == 201


async def test_a_refused_order_leaves_the_cart_alone(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=1)
    await shop.client.put("/api/v1/cart/items/1", json={"quantity": 5}, headers=shop.headers(BUYER))

    assert (await shop.buy({1: 5}, cart=True)).status_code == 409

    assert (await shop.get("/cart")).json()["item_count"] == 5


async def test_a_total_beyond_the_limit_is_refused_and_its_hold_freed(
    shop: Shop, drain_all: Drain
) -> None:
    shop.shelf.stock(1, on_hand=10_000, price="99999999.99")

    response = await shop.buy({1: 2})

    assert response.status_code == 422
    assert response.json()["code"] == "order_too_large"
    assert "99999999.99 USD" in response.json()["detail"]
    assert await shop.events() == ["order.rejected"]
    await drain_all()
    await expect_nothing_sold(shop)


UNREACHABLE = "Product service unavailable"
TOO_SLOW = "Product service request timed out"


@pytest.mark.parametrize(
    ("faults", "status", "detail"),
    [
        ([refused] * 3, 503, UNREACHABLE),
        ([answers(500)] * 3, 503, UNREACHABLE),
        ([answers(503, {"detail": "busy"})] * 3, 503, UNREACHABLE),
        ([slow] * 3, 504, TOO_SLOW),
        ([answer_lost, slow, slow], 504, TOO_SLOW),
        ([answers(401, {"code": "unauthenticated", "detail": "No"})], 503, UNREACHABLE),
        ([answers(404, {"detail": "Not Found"})], 503, UNREACHABLE),
        ([answers(200, {"state": "held"})], 503, UNREACHABLE),
        ([answers(200, "not an object")], 503, UNREACHABLE),
        ([answers(422, {"code": "invalid_request", "detail": []})], 503, UNREACHABLE),
    ],
)
async def test_when_products_gives_no_answer_the_order_ends_and_a_hold_is_freed(
    shop: Shop, drain_all: Drain, faults: list[Fault], *, status: int, detail: str
) -> None:
    shop.shelf.stock(1, on_hand=5)
    shop.wire.faults = list(faults)

    response = await shop.buy({1: 1})

    assert (response.status_code, response.json()["detail"]) == (status, detail)
    assert await shop.statuses() == ["rejected"]
    assert await shop.events() == ["order.rejected"]
    await drain_all()
    await expect_nothing_sold(shop)


@pytest.mark.parametrize("fault", [refused, slow, answer_lost, answers(500), answers(502)])
async def test_one_failed_call_is_repeated_and_holds_once(shop: Shop, fault: Fault) -> None:
    shop.shelf.stock(1, on_hand=5)
    shop.wire.faults = [fault, fault]

    response = await shop.buy({1: 2})

    assert response.status_code == 201
    assert shop.shelf.products[1].reserved == 2
    assert len(shop.wire.requests) == 3


async def test_a_hold_that_is_gone_already_is_no_order(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=5)

    async def expires_before_the_answer(_request: httpx.Request, go_on: GoOn) -> httpx.Response:
        await go_on()
        shop.shelf.expire_holds()
        return await go_on()

    shop.wire.faults = [expires_before_the_answer]

    response = await shop.buy({1: 1})

    assert response.status_code == 503
    assert response.json()["code"] == "placement_interrupted"
    await expect_nothing_sold(shop)
