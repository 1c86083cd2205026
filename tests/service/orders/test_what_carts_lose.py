"""Nothing that somebody put into a cart is lost, but what nobody comes back for."""

import asyncio
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend_services.orders.adapters.tables import CART_ITEMS, CARTS
from backend_services.orders.domain.cart import MAX_QUANTITY
from backend_services.orders.use_cases.forget_guest_carts import forget_guest_carts
from backend_services.shared.db.session import unit_of_work
from tests.service.orders.shop import BUYER, Shop

GUEST = {"X-Cart-Token": "a-guest-with-a-cart"}
PRODUCTS = range(1, 6)
LIVES = timedelta(days=30)
CONTENTS = st.dictionaries(
    st.sampled_from(PRODUCTS), st.integers(1, MAX_QUANTITY), max_size=len(PRODUCTS)
)
PEOPLE = count(1000)


@pytest.fixture(autouse=True)
def stocked(shop: Shop) -> None:
    for product_id in PRODUCTS:
        shop.shelf.stock(product_id, on_hand=20)


async def put(shop: Shop, lines: dict[int, int], *, headers: dict[str, str]) -> None:
    for product_id, quantity in lines.items():
        response = await shop.client.put(
            f"/api/v1/cart/items/{product_id}", json={"quantity": quantity}, headers=headers
        )
        assert response.status_code == 200, response.text


async def add(shop: Shop, product_id: int, body: Any, *, headers: dict[str, str] = GUEST) -> Any:
    return await shop.client.post(f"/api/v1/cart/items/{product_id}", json=body, headers=headers)


async def cart_of(shop: Shop, headers: dict[str, str] = GUEST) -> dict[str, Any]:
    return (await shop.client.get("/api/v1/cart", headers=headers)).json()


def lines_of(cart: dict[str, Any]) -> dict[int, int]:
    return {item["product_id"]: item["quantity"] for item in cart["items"]}


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(CONTENTS, CONTENTS)
async def test_a_merged_cart_has_all_of_both_up_to_its_limit(
    shop: Shop, guests: dict[int, int], users: dict[int, int]
) -> None:
    person = next(PEOPLE)
    user, guest = shop.bearer(person), {"X-Cart-Token": f"guest-number-{person:08}"}
    await put(shop, guests, headers=guest)
    await put(shop, users, headers=user)

    merged = await shop.client.post("/api/v1/cart/merge", headers=user | guest)

    lines = lines_of(merged.json())
    assert lines.keys() == guests.keys() | users.keys()
    for product_id, quantity in lines.items():
        brought, had = guests.get(product_id, 0), users.get(product_id, 0)
        assert quantity == min(MAX_QUANTITY, brought + had)
        assert max(brought, had) <= quantity <= MAX_QUANTITY
    for item in merged.json()["items"]:
        assert (item["problem"] == "short_stock") == (item["quantity"] > 20)


async def test_more_than_there_is_on_the_shelf_is_merged_whole_and_named(shop: Shop) -> None:
    """Capping at the stock of this moment would lose what may be back in an hour."""
    await put(shop, {1: 15}, headers=GUEST)
    await put(shop, {1: 15}, headers=shop.bearer(BUYER))

    merged = await shop.client.post("/api/v1/cart/merge", headers=shop.bearer(BUYER) | GUEST)

    (item,) = merged.json()["items"]
    assert (item["quantity"], item["stock_quantity"], item["problem"]) == (30, 20, "short_stock")


@pytest.mark.usefixtures("at_once")
async def test_two_tabs_that_add_at_once_both_count(shop: Shop) -> None:
    responses = await asyncio.gather(*(add(shop, 1, {"quantity": 2}) for _ in range(10)))

    assert {response.status_code for response in responses} == {200}
    assert lines_of(await cart_of(shop)) == {1: 20}


async def test_adding_adds_one_where_nothing_is_said(shop: Shop) -> None:
    for expected in (1, 2):
        response = await add(shop, 1, {})
        assert (response.status_code, lines_of(response.json())) == (200, {1: expected})


async def test_adding_stops_at_ninety_nine(shop: Shop) -> None:
    await put(shop, {1: 60}, headers=GUEST)

    response = await add(shop, 1, {"quantity": 60})

    assert lines_of(response.json()) == {1: 99}


@pytest.mark.parametrize("quantity", [0, -1, 100, None, "two", 1.5])
async def test_what_cannot_be_added_changes_nothing(shop: Shop, quantity: Any) -> None:
    await put(shop, {1: 1}, headers=GUEST)

    response = await add(shop, 1, {"quantity": quantity})

    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"] == ["body", "quantity"]
    assert lines_of(await cart_of(shop)) == {1: 1}


async def test_what_is_not_for_sale_is_not_added(shop: Shop) -> None:
    shop.shelf.products[1].is_active = False

    response = await add(shop, 1, {})

    assert (response.status_code, response.json()["code"]) == (404, "product_not_found")
    assert lines_of(await cart_of(shop)) == {}


@pytest.mark.usefixtures("at_once")
async def test_adding_while_the_cart_is_ordered_loses_nothing(shop: Shop) -> None:
    """What is added too late for the order is in the next cart."""
    buyer = shop.bearer(BUYER)
    await put(shop, {1: 1}, headers=buyer)

    placed, *added = await asyncio.gather(
        shop.buy({1: 1}, cart=True), *(add(shop, 2, {}, headers=buyer) for _ in range(5))
    )

    assert placed.status_code == 201
    assert {response.status_code for response in added} == {200}
    assert lines_of(await cart_of(shop, buyer)) == {2: 5}


async def test_a_price_that_the_buyer_has_seen_is_told_no_more(shop: Shop) -> None:
    await put(shop, {1: 1, 2: 1}, headers=GUEST)
    shop.shelf.products[1].price = "12.00"
    shop.shelf.products[2].price = "9.00"

    response = await shop.client.put(
        "/api/v1/cart/prices",
        json={"items": [{"product_id": 1, "price": "12.00"}, {"product_id": 77, "price": 5}]},
        headers=GUEST,
    )

    assert response.status_code == 200
    assert [
        (item["problem"], item["price_when_added"], item["price"])
        for item in response.json()["items"]
    ] == [(None, "12.00", "12.00"), ("price_changed", "10.00", "9.00")]
    assert await cart_of(shop) == response.json()


async def test_a_price_that_is_another_by_now_is_told_again(shop: Shop) -> None:
    await put(shop, {1: 1}, headers=GUEST)
    shop.shelf.products[1].price = "13.00"

    response = await shop.client.put(
        "/api/v1/cart/prices",
        json={"items": [{"product_id": 1, "price": "12.00"}]},
        headers=GUEST,
    )

    (item,) = response.json()["items"]
    assert (item["problem"], item["price"]) == ("price_changed", "13.00")
    assert item["message"] == "The price went up from $12.00 to $13.00 since you added it."


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"items": []},
        {"items": [{"product_id": 1}]},
        {"items": [{"product_id": 0, "price": "1.00"}]},
        {"items": [{"product_id": 1, "price": "0"}]},
        {"items": [{"product_id": 1, "price": "1.005"}]},
        {"items": [{"product_id": 1, "price": "NaN"}]},
        {"items": [{"product_id": 1, "price": "1e30"}]},
        {"items": [{"product_id": 1, "price": "1.00"}] * 101},
    ],
)
async def test_prices_that_cannot_be_seen_change_nothing(shop: Shop, body: Any) -> None:
    await put(shop, {1: 1}, headers=GUEST)

    response = await shop.client.put("/api/v1/cart/prices", json=body, headers=GUEST)

    assert response.status_code == 422
    assert (await cart_of(shop))["items"][0]["price_when_added"] == "10.00"


async def forget(shop: Shop) -> int:
    async with unit_of_work(shop.sessions) as session:
        return await forget_guest_carts(session, older_than=LIVES, clock=shop.clock)


async def test_carts_of_guests_who_stay_away_are_forgotten_with_their_lines(shop: Shop) -> None:
    back = {"X-Cart-Token": "a-guest-who-comes-back"}
    for headers in (GUEST, back, shop.bearer(BUYER)):
        await put(shop, {1: 1}, headers=headers)
    shop.clock.advance(timedelta(days=29))
    await put(shop, {1: 2}, headers=back)
    shop.clock.advance(timedelta(days=2))

    assert await forget(shop) == 1

    assert lines_of(await cart_of(shop)) == {}
    assert lines_of(await cart_of(shop, back)) == {1: 2}
    assert lines_of(await cart_of(shop, shop.bearer(BUYER))) == {1: 1}
    assert len(await shop.rows(sa.select(CARTS))) == len(await shop.rows(sa.select(CART_ITEMS)))
    assert await forget(shop) == 0


async def begun_at(shop: Shop) -> list[Any]:
    return [row.created_at for row in await shop.rows(sa.select(CARTS).order_by(CARTS.c.id))]


async def test_a_cart_begins_with_its_first_line(shop: Shop) -> None:
    start = shop.clock.now()
    await put(shop, {1: 1}, headers=GUEST)
    shop.clock.advance(timedelta(days=1))
    await put(shop, {1: 2, 2: 1}, headers=GUEST)
    assert await begun_at(shop) == [start]

    await shop.client.delete("/api/v1/cart", headers=GUEST)
    await put(shop, {1: 1}, headers=GUEST)

    assert await begun_at(shop) == [start + timedelta(days=1)]


async def test_a_merged_cart_was_begun_with_the_older_of_both(shop: Shop) -> None:
    start = shop.clock.now()
    await put(shop, {1: 1}, headers=GUEST)
    shop.clock.advance(timedelta(days=1))
    await put(shop, {2: 1}, headers=shop.bearer(BUYER))

    await shop.client.post("/api/v1/cart/merge", headers=shop.bearer(BUYER) | GUEST)

    assert await begun_at(shop) == [start]


async def test_an_ordered_cart_is_gone_and_what_is_left_of_one_stays(shop: Shop) -> None:
    await put(shop, {1: 1, 2: 1}, headers=shop.bearer(BUYER))
    await shop.buy({1: 1}, cart=True)
    assert lines_of(await cart_of(shop, shop.bearer(BUYER))) == {2: 1}

    await shop.buy({2: 1}, cart=True)

    assert await shop.rows(sa.select(CARTS)) == []


async def test_products_is_asked_once_for_a_look_and_once_for_an_order(shop: Shop) -> None:
    await put(shop, dict.fromkeys(PRODUCTS, 1), headers=shop.bearer(BUYER))

    async def calls(what: Any) -> list[str]:
        shop.wire.requests.clear()
        assert (await what).is_success
        return [f"{one.method} {one.url.path.rsplit('/', 1)[0]}" for one in shop.wire.requests]

    look = "GET /api/v1/products"
    buyer = shop.bearer(BUYER)
    item = "/api/v1/cart/items/1"
    assert await calls(shop.client.get("/api/v1/cart", headers=buyer)) == [look]
    assert await calls(shop.client.put(item, json={"quantity": 3}, headers=buyer)) == [look]
    assert await calls(shop.client.delete(item, headers=buyer)) == [look]
    assert await calls(shop.client.post(item, json={}, headers=buyer)) == [look, look]
    everything = dict.fromkeys(PRODUCTS, 1)
    assert await calls(shop.buy(everything, cart=True)) == ["PUT /api/v1/reservations"]
    assert await calls(shop.client.get("/api/v1/cart", headers=buyer)) == []
