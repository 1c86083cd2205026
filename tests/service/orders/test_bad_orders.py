"""What cannot be an order is a clear 422 that names the field and changes nothing."""

from typing import Any

import pytest

from tests.service.orders.shop import Shop

LINE = {"product_id": 1, "quantity": 1}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "items"),
        ({"items": None}, "items"),
        ({"items": []}, "items"),
        ({"items": "all of it"}, "items"),
        ({"items": [LINE] * 101}, "items"),
        ({"items": [{"product_id": 1}]}, "quantity"),
        ({"items": [{"quantity": 1}]}, "product_id"),
        ({"items": [LINE | {"quantity": 0}]}, "quantity"),
        ({"items": [LINE | {"quantity": -1}]}, "quantity"),
        ({"items": [LINE | {"quantity": 1.5}]}, "quantity"),
        ({"items": [LINE | {"quantity": 10_001}]}, "quantity"),
        ({"items": [LINE | {"quantity": 10**30}]}, "quantity"),
        ({"items": [LINE | {"product_id": 0}]}, "product_id"),
        ({"items": [LINE | {"product_id": 2**31}]}, "product_id"),
        ({"items": [LINE | {"product_id": "teapot"}]}, "product_id"),
        ({"items": [LINE | {"expected_price": "0"}]}, "expected_price"),
        ({"items": [LINE | {"expected_price": "-1.00"}]}, "expected_price"),
        ({"items": [LINE | {"expected_price": "1.001"}]}, "expected_price"),
        ({"items": [LINE | {"expected_price": "NaN"}]}, "expected_price"),
        ({"items": [LINE | {"expected_price": "Infinity"}]}, "expected_price"),
        ({"items": [LINE | {"expected_price": "1e30"}]}, "expected_price"),
        ({"items": [LINE], "cart": "perhaps"}, "cart"),
    ],
)
async def test_it_names_the_field(shop: Shop, body: Any, field: str) -> None:
    response = await shop.client.post("/api/v1/orders", json=body, headers=shop.bearer())

    assert response.status_code == 422
    assert response.json()["code"] == "invalid_request"
    assert field in response.json()["detail"][0]["loc"]
    assert await shop.statuses() == []
    assert shop.wire.requests == []


async def test_too_many_units_of_one_product_after_merging_are_refused(shop: Shop) -> None:
    response = await shop.buy([LINE | {"quantity": 6_000}] * 2)

    assert (response.status_code, response.json()["code"]) == (422, "quantity_too_large")
    assert response.json()["detail"] == "items: at most 10000 units of product 1 in one order"
    assert await shop.statuses() == []


async def test_two_prices_for_one_product_are_refused(shop: Shop) -> None:
    lines = [LINE | {"expected_price": "1.00"}, LINE | {"expected_price": "2.00"}]

    response = await shop.buy(lines)

    assert (response.status_code, response.json()["code"]) == (422, "prices_disagree")
    assert await shop.statuses() == []


async def test_a_hundred_lines_of_ten_thousand_units_are_an_order(shop: Shop) -> None:
    for product_id in range(1, 101):
        shop.shelf.stock(product_id, on_hand=10_000, price="1.00")

    response = await shop.buy(dict.fromkeys(range(1, 101), 10_000))

    assert response.status_code == 201
    assert response.json()["total_amount"] == "1000000.00"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [(b"{", "application/json"), (b"", "application/json"), (b"items=1", "text/plain")],
)
async def test_what_is_no_json_is_no_bug_of_ours(
    shop: Shop, body: bytes, content_type: str
) -> None:
    response = await shop.client.post(
        "/api/v1/orders", content=body, headers=shop.bearer() | {"Content-Type": content_type}
    )

    assert response.status_code == 422


async def test_nobody_buys_without_signing_in(shop: Shop) -> None:
    response = await shop.client.post("/api/v1/orders", json={"items": [LINE]})

    assert (response.status_code, response.json()["detail"]) == (401, "Not authenticated")
    assert await shop.statuses() == []
