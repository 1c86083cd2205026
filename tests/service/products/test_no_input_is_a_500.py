import json
from typing import Any

import httpx
import pytest

from tests.service.products.shelf import Shelf

PRODUCTS = "/api/v1/products"
LAMP: dict[str, Any] = {"name": "Lamp", "price": "19.99", "stock_quantity": 3, "sku": "LAMP-1"}
WRONG: list[tuple[str, Any]] = [
    ("name", "ab"),
    ("name", "  ab  "),
    ("name", "x" * 201),
    ("name", "La\x00mp"),
    ("name", "La\ud800mp"),
    ("name", 5),
    ("name", None),
    ("sku", "  a"),
    ("sku", "ab "),
    ("sku", "x" * 51),
    ("sku", "ß" * 26),  # upper() makes it 52 letters long
    ("sku", "AB\x00C"),
    ("sku", "AB\udfffC"),
    ("sku", None),
    ("price", 0),
    ("price", "0.00"),
    ("price", -1),
    ("price", "0.001"),
    ("price", "100000000"),
    ("price", 99999999.995),
    ("price", 10**40),
    ("price", "1e400"),
    ("price", "1e-400"),
    ("price", "NaN"),
    ("price", "Infinity"),
    ("price", "cheap"),
    ("price", True),
    ("price", []),
    ("price", None),
    ("stock_quantity", -1),
    ("stock_quantity", 2**31),
    ("stock_quantity", 10**30),
    ("stock_quantity", 1.5),
    ("stock_quantity", "many"),
    ("stock_quantity", None),
    ("description", "x" * 1001),
    ("description", "\x00"),
    ("description", "\ud800"),
    ("description", 1),
    ("category", "x" * 101),
    ("category", "\x00"),
    ("is_active", "perhaps"),
    ("is_active", None),
    ("compare_at_price", -1),
    ("compare_at_price", "100000000"),
]
BROKEN = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'"x"',
    b"{" * 5000,
    b'{"name": ' + b"9" * 5000 + b"}",
    b"\xff",
]


def ascii_json(body: dict[str, Any]) -> str:
    """Unlike httpx, able to say half of a surrogate pair."""
    return json.dumps(body)


@pytest.mark.parametrize(("field", "value"), WRONG)
async def test_a_wrong_field_is_a_422_that_names_it_and_changes_nothing(
    client: httpx.AsyncClient, staff: dict[str, str], shelf: Shelf, field: str, value: Any
) -> None:
    lamp = await shelf.put()
    before = (await client.get(PRODUCTS)).json()

    whole, part = ascii_json({**LAMP, field: value}), ascii_json({field: value})
    headers = {**staff, "Content-Type": "application/json"}
    for answer in (
        await client.post(PRODUCTS, headers=headers, content=whole),
        await client.put(f"{PRODUCTS}/{lamp}", headers=headers, content=whole),
        await client.patch(f"{PRODUCTS}/{lamp}", headers=headers, content=part),
    ):
        assert answer.status_code == 422
        assert answer.json()["detail"][0]["loc"][:2] == ["body", field]
        assert "input" not in answer.json()["detail"][0]

    assert (await client.get(PRODUCTS)).json() == before


@pytest.mark.parametrize("field", ["name", "price", "stock_quantity", "sku"])
async def test_a_missing_field_is_named(
    client: httpx.AsyncClient, staff: dict[str, str], field: str
) -> None:
    body = {name: value for name, value in LAMP.items() if name != field}

    answer = await client.post(PRODUCTS, headers=staff, json=body)

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", field]


@pytest.mark.parametrize("value", [-1, 2**31, 10**30, 1.5, "many", None, []])
async def test_a_wrong_stock_is_a_422(
    client: httpx.AsyncClient, staff: dict[str, str], shelf: Shelf, value: Any
) -> None:
    lamp = await shelf.put()

    answer = await client.patch(
        f"{PRODUCTS}/{lamp}/stock", headers=staff, json={"stock_quantity": value}
    )

    assert answer.status_code == 422


@pytest.mark.parametrize("content", BROKEN)
async def test_a_broken_body_is_a_4xx(
    client: httpx.AsyncClient, staff: dict[str, str], shelf: Shelf, content: bytes
) -> None:
    lamp = await shelf.put()
    headers = {**staff, "Content-Type": "application/json"}

    for method, path in (
        ("POST", ""),
        ("PUT", f"/{lamp}"),
        ("PATCH", f"/{lamp}"),
        ("PATCH", f"/{lamp}/stock"),
    ):
        answer = await client.request(method, f"{PRODUCTS}{path}", headers=headers, content=content)
        assert answer.status_code in {400, 422}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "x" * 200),
        ("name", "Ünïcødé 茶壺 🫖"),
        ("sku", "x" * 50),
        ("sku", "ß" * 25),
        ("price", "99999999.99"),
        ("price", 0.01),
        ("price", "1.10"),
        ("stock_quantity", 2**31 - 1),
        ("stock_quantity", 0),
        ("description", "x" * 1000),
        ("description", "<script>alert(1)</script> \\ ' \" %"),
        ("category", "x" * 100),
    ],
)
async def test_a_value_at_the_edge_is_taken_and_every_list_shows_it(
    client: httpx.AsyncClient, staff: dict[str, str], field: str, value: Any
) -> None:
    created = await client.post(PRODUCTS, headers=staff, json={**LAMP, field: value})

    assert created.status_code == 201
    assert (await client.get(PRODUCTS)).json()["items"] == [created.json()]
    assert (await client.get(f"{PRODUCTS}/categories")).status_code == 200
