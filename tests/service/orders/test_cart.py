from datetime import timedelta
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from backend_services.orders.adapters.tables import CARTS
from tests.service.orders.shelf import Fault, answers, refused, slow
from tests.service.orders.shop import Shop

GUEST = {"X-Cart-Token": "a-guest-with-a-cart"}


async def put(
    shop: Shop, product_id: int, quantity: int, *, headers: dict[str, str] = GUEST
) -> httpx.Response:
    return await shop.client.put(
        f"/api/v1/cart/items/{product_id}", json={"quantity": quantity}, headers=headers
    )


async def look(shop: Shop, *, headers: dict[str, str] = GUEST) -> dict[str, Any]:
    response = await shop.client.get("/api/v1/cart", headers=headers)
    assert response.status_code == 200, response.text
    return response.json()


async def test_a_cart_that_nobody_filled_is_empty(shop: Shop) -> None:
    assert await look(shop) == {
        "items": [],
        "item_count": 0,
        "total": "0.00",
        "currency": "USD",
        "is_checked": True,
        "updated_at": None,
    }
    assert shop.wire.requests == []


async def test_a_line_shows_the_product_as_it_is(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=5, price="38.50")

    response = await put(shop, 1, 2)

    assert response.status_code == 200
    assert response.json() == {
        "items": [
            {
                "product_id": 1,
                "sku": "SKU-1",
                "name": "Product 1",
                "price": "38.50",
                "currency": "USD",
                "image_url": "/media/1.webp",
                "quantity": 2,
                "subtotal": "77.00",
                "stock_quantity": 5,
                "problem": None,
                "message": None,
                "price_when_added": "38.50",
            }
        ],
        "item_count": 2,
        "total": "77.00",
        "currency": "USD",
        "is_checked": True,
        "updated_at": "2026-11-23T09:30:00.000000Z",
    }
    assert await look(shop) == response.json()


async def test_lines_stay_in_the_order_in_which_they_were_added(shop: Shop) -> None:
    for product_id in (3, 1, 2):
        shop.shelf.stock(product_id, on_hand=5)
        await put(shop, product_id, 1)
        shop.clock.advance(timedelta(seconds=1))
    await put(shop, 3, 4)

    assert [item["product_id"] for item in (await look(shop))["items"]] == [3, 1, 2]


async def test_setting_a_quantity_replaces_it_and_zero_takes_the_line_out(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=5)
    await put(shop, 1, 2)

    assert (await put(shop, 1, 5)).json()["item_count"] == 5
    assert (await put(shop, 1, 0)).json()["items"] == []


async def test_a_line_is_deleted_and_deleting_it_again_is_fine(shop: Shop) -> None:
    for product_id in (1, 2):
        shop.shelf.stock(product_id, on_hand=5)
        await put(shop, product_id, 1)

    for _ in range(2):
        response = await shop.client.delete("/api/v1/cart/items/1", headers=GUEST)
        assert [item["product_id"] for item in response.json()["items"]] == [2]


async def test_a_cart_is_emptied(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=5)
    await put(shop, 1, 1)

    response = await shop.client.delete("/api/v1/cart", headers=GUEST)

    assert (response.status_code, response.json()["items"]) == (200, [])
    assert (await look(shop))["items"] == []


async def test_each_look_asks_products_once_for_all_lines(shop: Shop) -> None:
    for product_id in (1, 2, 3):
        shop.shelf.stock(product_id, on_hand=5)
        await put(shop, product_id, 1)
    shop.shelf.looks.clear()

    await look(shop)

    assert shop.shelf.looks == [[1, 2, 3]]


async def test_more_than_there_is_is_kept_as_asked_and_named(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=2)

    (item,) = (await put(shop, 1, 99)).json()["items"]

    assert (item["quantity"], item["stock_quantity"]) == (99, 2)
    assert item["problem"] == "short_stock"
    assert item["message"] == "Only 2 left. Lower the quantity to check out."


async def test_what_changed_on_the_shelf_is_told_at_the_next_look(shop: Shop) -> None:
    for product_id in (1, 2, 3, 4):
        shop.shelf.stock(product_id, on_hand=5, price="45.00")
        await put(shop, product_id, 1)
    shop.shelf.products[1].price = "38.50"
    shop.shelf.products[2].on_hand = 0
    shop.shelf.products[3].is_active = False
    del shop.shelf.products[4]

    cart = await look(shop)

    assert [(item["problem"], item["message"]) for item in cart["items"]] == [
        ("price_changed", "The price went down from $45.00 to $38.50 since you added it."),
        (
            "out_of_stock",
            "Someone just took the last one. Remove it, or get told when it is back.",
        ),
        ("unavailable", "This is no longer for sale."),
        ("unavailable", "This is no longer for sale."),
    ]
    assert (cart["total"], cart["item_count"]) == ("38.50", 4)
    assert cart["items"][0]["price_when_added"] == "45.00"


async def test_a_new_quantity_does_not_hide_the_price_at_which_it_was_added(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=5, price="45.00")
    await put(shop, 1, 1)
    shop.shelf.products[1].price = "38.50"

    (item,) = (await put(shop, 1, 2)).json()["items"]

    assert (item["price_when_added"], item["price"]) == ("45.00", "38.50")
    assert item["problem"] == "price_changed"


@pytest.mark.parametrize("fault", [refused, slow, answers(500), answers(200, {})])
async def test_when_products_is_down_the_cart_is_as_last_known(shop: Shop, fault: Fault) -> None:
    shop.shelf.stock(1, on_hand=5, price="45.00")
    await put(shop, 1, 2)
    shop.wire.faults = [fault]

    cart = await look(shop)

    assert cart["is_checked"] is False
    assert (cart["total"], cart["items"][0]["stock_quantity"]) == ("90.00", None)
    assert (await look(shop))["is_checked"] is True


async def test_when_products_is_down_lines_change_but_none_is_added(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=5)
    await put(shop, 1, 2)
    shop.wire.faults = [refused]
    assert (await put(shop, 1, 3)).json()["item_count"] == 3

    shop.wire.faults = [refused]
    response = await put(shop, 2, 1)

    assert (response.status_code, response.json()["detail"]) == (
        503,
        "Product service unavailable",
    )
    assert (await look(shop))["item_count"] == 3


@pytest.mark.parametrize("is_known", [True, False], ids=["no longer for sale", "unknown"])
async def test_what_is_not_for_sale_cannot_be_added(shop: Shop, is_known: bool) -> None:
    if is_known:
        shop.shelf.stock(9999, on_hand=5).is_active = False

    response = await put(shop, 9999, 1)

    assert (response.status_code, response.json()["detail"]) == (404, "Product 9999 not found")
    assert (await look(shop))["items"] == []


async def test_a_cart_holds_a_hundred_different_products(shop: Shop) -> None:
    for product_id in range(1, 102):
        shop.shelf.stock(product_id, on_hand=5)
    for product_id in range(1, 101):
        assert (await put(shop, product_id, 1)).status_code == 200

    response = await put(shop, 101, 1)

    assert (response.status_code, response.json()["code"]) == (422, "cart_full")
    assert (await look(shop))["item_count"] == 100


async def test_each_guest_and_each_person_has_a_cart_of_their_own(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=5)
    other_guest = {"X-Cart-Token": "another-guest-with-a-cart"}
    await put(shop, 1, 1)
    await put(shop, 1, 2, headers=other_guest)
    await put(shop, 1, 3, headers=shop.bearer(1))
    await put(shop, 1, 4, headers=shop.bearer(2))

    owners = (GUEST, other_guest, shop.bearer(1), shop.bearer(2))

    assert [(await look(shop, headers=owner))["item_count"] for owner in owners] == [1, 2, 3, 4]


async def test_for_who_is_signed_in_the_token_does_not_count(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=5)
    await put(shop, 1, 1)

    assert (await look(shop, headers=shop.bearer(1) | GUEST))["items"] == []


async def test_whoever_reads_the_database_cannot_open_a_cart(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=5)
    await put(shop, 1, 1)

    (cart,) = await shop.rows(sa.select(CARTS))

    assert GUEST["X-Cart-Token"] not in str(cart)
    assert len(cart.token_hash) == 64


async def test_without_a_token_nobody_knows_whose_cart_it_is(shop: Shop) -> None:
    response = await shop.client.get("/api/v1/cart")

    assert (response.status_code, response.json()["code"]) == (422, "cart_owner_missing")
    assert response.json()["detail"] == "X-Cart-Token: send it, or sign in."


async def test_a_bad_access_token_is_refused_not_taken_for_a_guest(shop: Shop) -> None:
    response = await shop.client.get(
        "/api/v1/cart", headers=GUEST | {"Authorization": "Bearer nonsense"}
    )

    assert response.status_code == 401


@pytest.mark.parametrize(
    "token", ["too-short", "t" * 65, "sixteen chars ok", "a/token/with/slashes"]
)
async def test_a_token_that_is_none_is_named(shop: Shop, token: str) -> None:
    response = await shop.client.get("/api/v1/cart", headers={"X-Cart-Token": token})

    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"] == ["header", "X-Cart-Token"]


@pytest.mark.parametrize(
    ("product_id", "body", "field"),
    [
        ("1", {}, "quantity"),
        ("1", {"quantity": -1}, "quantity"),
        ("1", {"quantity": 100}, "quantity"),
        ("1", {"quantity": 10**30}, "quantity"),
        ("1", {"quantity": None}, "quantity"),
        ("0", {"quantity": 1}, "product_id"),
        ("2147483648", {"quantity": 1}, "product_id"),
        ("teapot", {"quantity": 1}, "product_id"),
    ],
)
async def test_what_cannot_be_a_line_names_the_field(
    shop: Shop, product_id: str, body: Any, field: str
) -> None:
    response = await shop.client.put(f"/api/v1/cart/items/{product_id}", json=body, headers=GUEST)

    assert response.status_code == 422
    assert field in response.json()["detail"][0]["loc"]
