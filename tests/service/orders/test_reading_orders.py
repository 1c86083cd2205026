from datetime import timedelta
from typing import Any

import pytest

from tests.service.orders.shop import BUYER, STAFF, Shop


async def three_orders(shop: Shop, *, by: int = BUYER) -> list[int]:
    """Oldest first; the second and the third of the same moment."""
    shop.shelf.stock(1, on_hand=50)
    ids = [await shop.bought({1: 1}, by=by)]
    shop.clock.advance(timedelta(hours=1))
    return [*ids, await shop.bought({1: 1}, by=by), await shop.bought({1: 1}, by=by)]


async def ids(shop: Shop, query: str = "", *, by: int = BUYER) -> list[int]:
    response = await shop.get(f"/orders{query}", by=by)
    assert response.status_code == 200, response.text
    return [order["id"] for order in response.json()]


async def test_the_list_is_a_bare_array_newest_first_with_the_id_as_tiebreak(shop: Shop) -> None:
    one, two, three = await three_orders(shop)

    assert await ids(shop) == [three, two, one]


async def test_skip_and_limit_page_through_it(shop: Shop) -> None:
    one, two, three = await three_orders(shop)

    assert await ids(shop, "?limit=2") == [three, two]
    assert await ids(shop, "?skip=2&limit=2") == [one]
    assert await ids(shop, "?skip=2147483647") == []


async def test_a_status_filters(shop: Shop) -> None:
    one, two, three = await three_orders(shop)
    await shop.move(two, "confirmed")

    assert await ids(shop, "?status=confirmed") == [two]
    assert await ids(shop, "?status=pending") == [three, one]


async def test_everyone_sees_their_own(shop: Shop) -> None:
    mine = await three_orders(shop)
    theirs = await three_orders(shop, by=BUYER + 1)

    assert await ids(shop) == mine[::-1]
    assert await ids(shop, by=BUYER + 1) == theirs[::-1]
    assert await ids(shop, by=STAFF) == []


async def test_staff_may_see_everybodys_and_whose_they_are(shop: Shop) -> None:
    mine = await three_orders(shop)
    theirs = await three_orders(shop, by=BUYER + 1)

    response = await shop.get("/orders?all=true", by=STAFF)

    assert {(order["id"], order["user_email"]) for order in response.json()} == {
        *((order_id, f"user{BUYER}@example.com") for order_id in mine),
        *((order_id, f"user{BUYER + 1}@example.com") for order_id in theirs),
    }


async def test_customers_may_not_see_everybodys(shop: Shop) -> None:
    response = await shop.get("/orders?all=true")

    assert (response.status_code, response.json()["code"]) == (403, "only_staff")


async def test_an_order_is_there_for_its_owner_and_for_staff_only(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=5)
    order_id = await shop.bought({1: 1})

    assert (await shop.get(f"/orders/{order_id}")).json()["id"] == order_id
    assert (await shop.get(f"/orders/{order_id}", by=STAFF)).json()["id"] == order_id
    foreign = await shop.get(f"/orders/{order_id}", by=BUYER + 1)
    assert foreign.status_code == 404
    assert foreign.json()["detail"] == f"Order {order_id} not found"


async def test_a_refused_order_is_in_no_list_and_at_no_address(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=5)
    order_id = await shop.bought({1: 1})
    await shop.buy({1: 99})

    assert await ids(shop) == [order_id]
    assert await ids(shop, "?all=true", by=STAFF) == [order_id]
    for by in (BUYER, STAFF):
        assert (await shop.get(f"/orders/{order_id + 1}", by=by)).status_code == 404
        assert (await shop.move(order_id + 1, "cancelled", by=by)).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/orders?skip=-1",
        "/orders?skip=99999999999999999999",
        "/orders?limit=0",
        "/orders?limit=101",
        "/orders?status=lost",
        "/orders?status=rejected",
        "/orders/0",
        "/orders/-1",
        "/orders/2147483648",
        "/orders/99999999999999999999",
        "/orders/one",
    ],
)
async def test_what_cannot_be_asked_is_said_so(shop: Shop, path: str) -> None:
    response = await shop.get(path)

    assert response.status_code == 422
    fields: list[dict[str, Any]] = response.json()["detail"]
    assert len(fields) == 1
    assert fields[0].keys() == {"type", "loc", "msg"}


@pytest.mark.parametrize("path", ["/orders", "/orders/1"])
async def test_nobody_reads_orders_without_signing_in(shop: Shop, path: str) -> None:
    response = await shop.client.get(f"/api/v1{path}")

    assert (response.status_code, response.json()["detail"]) == (401, "Not authenticated")
    assert response.headers["WWW-Authenticate"] == "Bearer"
