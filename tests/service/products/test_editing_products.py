from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.service.products.shelf import Books, Shelf

PRODUCTS = "/api/v1/products"
LAMP: dict[str, Any] = {"name": "Lamp", "price": "19.99", "stock_quantity": 3, "sku": "LAMP-1"}


async def test_a_new_product_is_normalised_stored_and_told_of(
    client: httpx.AsyncClient, staff: dict[str, str], shelf: Shelf
) -> None:
    answer = await client.post(
        PRODUCTS,
        headers=staff,
        json={**LAMP, "sku": "  lamp-1 ", "name": " Lamp ", "category": " ", "price": 19.9},
    )

    product = answer.json()
    assert answer.status_code == 201
    assert (product["sku"], product["name"]) == ("LAMP-1", "Lamp")
    assert (product["category"], product["price"]) == (None, "19.90")
    assert (await client.get(f"{PRODUCTS}/{product['id']}")).json() == product
    assert await shelf.events(f"product:{product['id']}") == [
        (
            1,
            "product.created",
            {
                "product_id": product["id"],
                "sku": "LAMP-1",
                "name": "Lamp",
                "price": "19.90",
                "currency": "USD",
                "stock_quantity": 3,
                "is_active": True,
            },
        )
    ]


async def test_put_replaces_everything_and_empties_what_is_left_out(
    client: httpx.AsyncClient, staff: dict[str, str], shelf: Shelf
) -> None:
    lamp = await shelf.put(
        description="Old", category="Light", is_active=False, image_file="lamp.webp"
    )
    shelf.clock.advance(timedelta(minutes=1))

    answer = await client.put(f"{PRODUCTS}/{lamp}", headers=staff, json=LAMP)

    assert answer.status_code == 200
    product = answer.json()
    assert [picture["url"] for picture in product.pop("pictures")] == ["/media/lamp.webp"]
    assert product == {
        "name": "Lamp",
        "description": None,
        "price": "19.99",
        "stock_quantity": 3,
        "sku": "LAMP-1",
        "category": None,
        "id": lamp,
        "is_active": True,
        "created_at": "2026-11-23T12:00:00.000000Z",
        "updated_at": "2026-11-23T12:01:00.000000Z",
        "currency": "USD",
        "image_url": "/media/lamp.webp",
        "image_alt": None,
        "version": "2.2",
        "compare_at_price": None,
    }


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({"name": "Torch"}, {"name": "Torch"}),
        ({"price": 5}, {"price": "5.00"}),
        ({"price": "5", "compare_at_price": "7.5"}, {"price": "5.00", "compare_at_price": "7.50"}),
        ({"sku": "torch"}, {"sku": "TORCH"}),
        ({"description": None}, {"description": None}),
        ({"category": "Night"}, {"category": "Night"}),
        ({"stock_quantity": 0}, {"stock_quantity": 0}),
        ({"is_active": False}, {"is_active": False}),
    ],
)
async def test_patch_changes_what_it_names_and_nothing_else(
    client: httpx.AsyncClient,
    staff: dict[str, str],
    shelf: Shelf,
    change: dict[str, Any],
    shown: dict[str, Any],
) -> None:
    lamp = await shelf.put(description="Old", category="Light")
    before = (await client.get(f"{PRODUCTS}/{lamp}")).json()

    answer = await client.patch(f"{PRODUCTS}/{lamp}", headers=staff, json=change)

    assert answer.status_code == 200
    assert answer.json() == {**before, **shown, "version": "2.2"}
    assert [(n, type_) for n, type_, _ in await shelf.events(f"product:{lamp}")] == [
        (1, "product.created"),
        (2, "product.updated"),
    ]


async def test_a_deleted_product_is_off_sale_and_can_be_put_back(
    client: httpx.AsyncClient, staff: dict[str, str], shelf: Shelf
) -> None:
    lamp = await shelf.put()

    for _ in range(2):
        answer = await client.delete(f"{PRODUCTS}/{lamp}", headers=staff)
        assert (answer.status_code, answer.content) == (204, b"")
    assert (await client.get(f"{PRODUCTS}/{lamp}")).status_code == 404
    await client.patch(f"{PRODUCTS}/{lamp}", headers=staff, json={"is_active": True})

    assert (await client.get(f"{PRODUCTS}/{lamp}")).status_code == 200
    assert [
        (type_, payload["is_active"]) for _, type_, payload in await shelf.events(f"product:{lamp}")
    ] == [("product.created", True), ("product.deleted", False), ("product.updated", True)]


async def test_stock_is_set_to_what_can_be_bought_and_keeps_what_is_reserved(
    client: httpx.AsyncClient, staff: dict[str, str], shelf: Shelf
) -> None:
    lamp = await shelf.put(stock=5)
    held = await shelf.reserve((lamp, 2))

    answer = await client.patch(
        f"{PRODUCTS}/{lamp}/stock", headers=staff, json={"stock_quantity": 10}
    )

    assert (answer.status_code, answer.json()["stock_quantity"]) == (200, 10)
    assert await shelf.books(lamp) == Books(on_hand=12, reserved=2)
    await shelf.commit(held.id)
    assert (await client.get(f"{PRODUCTS}/{lamp}")).json()["stock_quantity"] == 10
    assert (await shelf.events(f"product:{lamp}"))[-1][1] == "product.stock_changed"


async def test_the_largest_stock_stays_readable_when_units_come_back(
    client: httpx.AsyncClient, staff: dict[str, str], shelf: Shelf
) -> None:
    lamp = await shelf.put(stock=5)
    held = await shelf.reserve((lamp, 5))
    await client.patch(
        f"{PRODUCTS}/{lamp}/stock", headers=staff, json={"stock_quantity": 2**31 - 1}
    )
    await shelf.release(held.id)

    assert (await client.get(PRODUCTS)).json()["items"][0]["stock_quantity"] == 2**31 + 4


async def test_a_taken_sku_is_a_409_and_changes_nothing(
    client: httpx.AsyncClient, staff: dict[str, str], shelf: Shelf
) -> None:
    await shelf.put(sku="LAMP-1")
    teapot = await shelf.put(sku="TEAPOT")
    before = (await client.get(f"{PRODUCTS}/{teapot}")).json()

    for answer in (
        await client.post(PRODUCTS, headers=staff, json={**LAMP, "sku": "lamp-1 "}),
        await client.put(f"{PRODUCTS}/{teapot}", headers=staff, json=LAMP),
        await client.patch(f"{PRODUCTS}/{teapot}", headers=staff, json={"sku": "lamp-1"}),
    ):
        assert (answer.status_code, answer.json()["detail"]) == (409, "SKU already exists")

    assert (await client.get(f"{PRODUCTS}/{teapot}")).json() == before
    assert (await client.get(PRODUCTS)).json()["total"] == 2


async def test_a_struck_through_price_must_be_higher(
    client: httpx.AsyncClient, staff: dict[str, str], shelf: Shelf
) -> None:
    lamp = await shelf.put(price="10.00")
    low = {"compare_at_price": "9.99"}

    for answer in (
        await client.post(PRODUCTS, headers=staff, json={**LAMP, "compare_at_price": "19.99"}),
        await client.put(f"{PRODUCTS}/{lamp}", headers=staff, json={**LAMP, **low}),
        await client.patch(f"{PRODUCTS}/{lamp}", headers=staff, json=low),
    ):
        assert answer.status_code == 422
        assert answer.json()["detail"] == "compare_at_price must be higher than price"

    assert (await client.get(f"{PRODUCTS}/{lamp}")).json()["compare_at_price"] is None


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/9999", LAMP),
        ("PATCH", "/9999", {"price": 1}),
        ("PATCH", "/9999/stock", {"stock_quantity": 1}),
        ("DELETE", "/9999", None),
    ],
)
async def test_editing_an_unknown_product_is_a_404(
    client: httpx.AsyncClient, staff: dict[str, str], method: str, path: str, body: Any
) -> None:
    answer = await client.request(method, f"{PRODUCTS}{path}", headers=staff, json=body)

    assert (answer.status_code, answer.json()["detail"]) == (404, "Product not found")
