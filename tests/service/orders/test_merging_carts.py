"""What a guest chose is theirs after they sign in, exactly once."""

import asyncio
from typing import Any

import pytest

from tests.service.orders.shop import Shop

TOKEN = {"X-Cart-Token": "a-guest-with-a-cart"}


async def fill(shop: Shop, lines: dict[int, int], *, headers: dict[str, str]) -> None:
    for product_id, quantity in lines.items():
        if product_id not in shop.shelf.products:
            shop.shelf.stock(product_id, on_hand=500)
        response = await shop.client.put(
            f"/api/v1/cart/items/{product_id}", json={"quantity": quantity}, headers=headers
        )
        assert response.status_code == 200, response.text


async def merge(shop: Shop, *, user: int = 1) -> dict[int, int]:
    response = await shop.client.post("/api/v1/cart/merge", headers=shop.bearer(user) | TOKEN)
    assert response.status_code == 200, response.text
    return quantities(response.json())


async def cart_of(shop: Shop, headers: dict[str, str]) -> dict[int, int]:
    return quantities((await shop.client.get("/api/v1/cart", headers=headers)).json())


def quantities(cart: dict[str, Any]) -> dict[int, int]:
    return {item["product_id"]: item["quantity"] for item in cart["items"]}


async def test_quantities_add_up_and_the_guests_cart_is_gone(shop: Shop) -> None:
    await fill(shop, {1: 2, 2: 1}, headers=shop.bearer(1))
    await fill(shop, {2: 3, 3: 4}, headers=TOKEN)

    assert await merge(shop) == {1: 2, 2: 4, 3: 4}
    assert await cart_of(shop, TOKEN) == {}


async def test_merging_again_changes_nothing(shop: Shop) -> None:
    await fill(shop, {1: 2}, headers=TOKEN)

    assert await merge(shop) == {1: 2}
    assert await merge(shop) == {1: 2}


async def test_a_sum_stops_at_ninety_nine(shop: Shop) -> None:
    await fill(shop, {1: 60}, headers=shop.bearer(1))
    await fill(shop, {1: 60}, headers=TOKEN)

    assert await merge(shop) == {1: 99}


async def test_a_guest_without_a_cart_brings_nothing(shop: Shop) -> None:
    await fill(shop, {1: 2}, headers=shop.bearer(1))

    assert await merge(shop) == {1: 2}


async def test_the_second_person_with_the_same_token_gets_nothing(shop: Shop) -> None:
    await fill(shop, {1: 2}, headers=TOKEN)

    assert await merge(shop, user=1) == {1: 2}
    assert await merge(shop, user=2) == {}


async def test_the_price_when_added_moves_along(shop: Shop) -> None:
    await fill(shop, {1: 1}, headers=TOKEN)
    shop.shelf.products[1].price = "9.00"
    await merge(shop)

    (item,) = (await shop.client.get("/api/v1/cart", headers=shop.bearer(1))).json()["items"]

    assert (item["price_when_added"], item["price"]) == ("10.00", "9.00")


@pytest.mark.usefixtures("at_once")
async def test_ten_merges_at_once_move_the_lines_once(shop: Shop) -> None:
    await fill(shop, {1: 1}, headers=shop.bearer(1))
    await fill(shop, {1: 2, 2: 3}, headers=TOKEN)

    await asyncio.gather(*(merge(shop) for _ in range(10)))

    assert await cart_of(shop, shop.bearer(1)) == {1: 3, 2: 3}


@pytest.mark.usefixtures("at_once")
async def test_two_people_at_once_do_not_both_get_the_lines(shop: Shop) -> None:
    await fill(shop, {1: 2, 2: 3}, headers=TOKEN)

    await asyncio.gather(*(merge(shop, user=user) for user in (1, 2, 3, 4)))

    carts = [await cart_of(shop, shop.bearer(user)) for user in (1, 2, 3, 4)]
    assert sorted(map(len, carts)) == [0, 0, 0, 2]


@pytest.mark.usefixtures("at_once")
async def test_who_changes_many_lines_of_one_cart_at_once_never_deadlocks(shop: Shop) -> None:
    guests = [{"X-Cart-Token": f"guest-number-{number:04}"} for number in range(8)]
    for number, guest in enumerate(guests):
        product_ids = range(1, 7) if number % 2 else range(6, 0, -1)
        await fill(shop, dict.fromkeys(product_ids, 1), headers=guest)
    user = shop.bearer(1)

    responses = await asyncio.gather(
        *(shop.client.post("/api/v1/cart/merge", headers=user | guest) for guest in guests),
        *(shop.client.delete("/api/v1/cart", headers=user) for _ in range(4)),
        *(shop.client.delete("/api/v1/cart", headers=guest) for guest in guests),
    )

    assert {response.status_code for response in responses} == {200}


async def test_too_many_lines_together_leave_both_carts_as_they_are(shop: Shop) -> None:
    await fill(shop, dict.fromkeys(range(1, 61), 1), headers=shop.bearer(1))
    await fill(shop, dict.fromkeys(range(61, 121), 1), headers=TOKEN)

    response = await shop.client.post("/api/v1/cart/merge", headers=shop.bearer(1) | TOKEN)

    assert (response.status_code, response.json()["code"]) == (422, "cart_full")
    assert len(await cart_of(shop, shop.bearer(1))) == 60
    assert len(await cart_of(shop, TOKEN)) == 60


@pytest.mark.parametrize(
    ("is_signed_in", "has_token", "status"), [(False, True, 401), (True, False, 422)]
)
async def test_merging_takes_a_person_and_a_token(
    shop: Shop, *, is_signed_in: bool, has_token: bool, status: int
) -> None:
    headers = (shop.bearer(1) if is_signed_in else {}) | (TOKEN if has_token else {})

    response = await shop.client.post("/api/v1/cart/merge", headers=headers)

    assert response.status_code == status
