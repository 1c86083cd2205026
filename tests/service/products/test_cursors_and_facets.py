import base64
import json
from typing import Any

import httpx
import pytest

from tests.service.products.shelf import Shelf

PRODUCTS = "/api/v1/products"
SORTS = ["price", "-price", "created_at", "-created_at", "name", "-name", "relevance"]


async def walk(client: httpx.AsyncClient, query: str, *, limit: int = 2) -> list[int]:
    """All pages, one after the other, by cursor."""
    seen: list[int] = []
    cursor = ""
    while True:
        page = (await client.get(f"{PRODUCTS}?limit={limit}&{query}{cursor}")).json()
        seen += [item["id"] for item in page["items"]]
        if page["next_cursor"] is None:
            return seen
        assert len(page["items"]) == limit
        cursor = f"&cursor={page['next_cursor']}"


async def ids(client: httpx.AsyncClient, query: str) -> list[int]:
    page = (await client.get(f"{PRODUCTS}?limit=100&{query}")).json()
    assert page["next_cursor"] is None
    return [item["id"] for item in page["items"]]


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("search", ["", "&q=lamp", "&q=lamq"])
async def test_page_by_page_is_the_same_list_as_all_at_once(
    client: httpx.AsyncClient, shelf: Shelf, sort: str, search: str
) -> None:
    for number, price in enumerate(["5.00", "1.00", "5.00", "3.00", "1.00", "9.99", "5.00"]):
        name = f"Lamp {'äbcö'[number % 4]}"
        await shelf.put(name=name, price=price)
        if number % 3 == 0:
            shelf.clock.advance(shelf.ttl)

    whole = await ids(client, f"sort_by={sort}{search}")

    assert len(whole) == 7
    assert await walk(client, f"sort_by={sort}{search}") == whole


async def test_a_page_read_by_cursor_skips_and_doubles_nothing_while_products_come(
    client: httpx.AsyncClient, shelf: Shelf
) -> None:
    there = [await shelf.put() for _ in range(4)]
    first = (await client.get(f"{PRODUCTS}?limit=2")).json()
    shelf.clock.advance(shelf.ttl)
    await shelf.put()

    second = (await client.get(f"{PRODUCTS}?limit=2&cursor={first['next_cursor']}")).json()

    seen = [item["id"] for item in first["items"] + second["items"]]
    assert seen == there[::-1]


async def test_a_page_may_end_at_the_longest_name(client: httpx.AsyncClient, shelf: Shelf) -> None:
    longest = ["🫖" * 200, "🫖" * 199 + "🪔"]
    for name in longest:
        await shelf.put(name=name)

    names, cursor = list[str](), ""
    for _ in longest:
        page = await client.get(f"{PRODUCTS}?sort_by=name&limit=1{cursor}")
        assert page.status_code == 200, page.text
        names += [item["name"] for item in page.json()["items"]]
        cursor = f"&cursor={page.json()['next_cursor']}"

    assert sorted(names) == sorted(longest)


def cursor_of(parts: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "",
        "%00",
        "ä",
        "[]",
        cursor_of([]),
        cursor_of(["-created_at", "2026-11-23T12:00:00.000000Z", 0]),
        cursor_of(["-created_at", "2026-11-23T12:00:00.000000Z", 2**31]),
        cursor_of(["-created_at", "2026-11-23T12:00:00.000000Z", True]),
        cursor_of(["-created_at", "2026-13-23T12:00:00.000000Z", 1]),
        cursor_of(["-created_at", None, 1]),
        cursor_of(["price", "100", 1]),
        cursor_of({"a": 1}),
        cursor_of(["-created_at"] * 4),
    ],
)
async def test_what_no_page_gave_is_a_400_that_names_it(
    client: httpx.AsyncClient, shelf: Shelf, cursor: str
) -> None:
    await shelf.put()

    answer = await client.get(f"{PRODUCTS}?cursor={cursor}")

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_cursor")
    assert answer.json()["detail"].startswith("cursor: ")


@pytest.mark.parametrize(
    ("sort", "key"),
    [
        ("price", "1.5"),
        ("price", "9" * 19),
        ("price", "-1"),
        ("name", ""),
        ("name", "a\x00"),
        ("name", "a\ud800"),
        ("-created_at", "yesterday"),
    ],
)
async def test_a_forged_key_is_a_400(client: httpx.AsyncClient, sort: str, key: str) -> None:
    answer = await client.get(f"{PRODUCTS}?sort_by={sort}&cursor={cursor_of([sort, key, 1])}")

    assert answer.status_code == 400


async def test_a_cursor_and_an_offset_exclude_each_other(
    client: httpx.AsyncClient, shelf: Shelf
) -> None:
    await shelf.put()
    await shelf.put()
    cursor = (await client.get(f"{PRODUCTS}?limit=1")).json()["next_cursor"]

    assert (await client.get(f"{PRODUCTS}?offset=1&cursor={cursor}")).status_code == 400


@pytest.fixture
async def shop(shelf: Shelf) -> Shelf:
    for name, category, price, stock in (
        ("Desk lamp", "Light", "20.00", 1),
        ("Floor lamp", "Light", "80.00", 0),
        ("Teapot", "Kitchen", "30.00", 2),
        ("Kettle", "Kitchen", "50.00", 0),
        ("Rug", "Room", "120.00", 4),
        ("Book", None, "9.00", 4),
    ):
        await shelf.put(name=name, category=category, price=price, stock=stock)
    await shelf.put(name="Old lamp", category="Light", price="1.00", is_active=False)
    return shelf


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("category=Light", ["Desk lamp", "Floor lamp"]),
        ("category=Light&category=Kitchen", ["Desk lamp", "Floor lamp", "Kettle", "Teapot"]),
        ("category=", ["Book", "Desk lamp", "Floor lamp", "Kettle", "Rug", "Teapot"]),
        ("min_price=50", ["Floor lamp", "Kettle", "Rug"]),
        ("max_price=30.00", ["Book", "Desk lamp", "Teapot"]),
        ("min_price=20&max_price=20", ["Desk lamp"]),
        ("in_stock=true", ["Book", "Desk lamp", "Rug", "Teapot"]),
        ("in_stock=false", ["Floor lamp", "Kettle"]),
        ("q=lamp&in_stock=true&category=Light", ["Desk lamp"]),
    ],
)
async def test_filters_narrow_the_list(
    client: httpx.AsyncClient, query: str, names: list[str]
) -> None:
    page = (await client.get(f"{PRODUCTS}?sort_by=name&{query}")).json()

    assert [item["name"] for item in page["items"]] == names
    assert page["total"] == len(names)


async def test_a_range_that_ends_before_it_begins_is_a_422(client: httpx.AsyncClient) -> None:
    for path in ("", "/facets"):
        answer = await client.get(f"{PRODUCTS}{path}?min_price=5&max_price=4.99")
        assert answer.status_code == 422
        assert answer.json()["code"] == "price_range_empty"
        assert "max_price" in answer.json()["detail"]


@pytest.mark.usefixtures("shop")
async def test_each_facet_ignores_its_own_filter_and_keeps_the_others(
    client: httpx.AsyncClient,
) -> None:
    query = "category=Light&max_price=60&in_stock=true"

    answer = await client.get(f"{PRODUCTS}/facets?{query}")

    assert answer.json() == {
        "categories": [
            {"name": "Kitchen", "count": 1, "in_stock": 1},
            {"name": "Light", "count": 1, "in_stock": 1},
        ],
        "price": {"min": "20.00", "max": "20.00"},
        "in_stock": {"count": 1},
        "total": 1,
    }


@pytest.mark.usefixtures("shop")
async def test_the_facets_of_everything_count_everything_on_sale(
    client: httpx.AsyncClient, staff: dict[str, str]
) -> None:
    answer = await client.get(f"{PRODUCTS}/facets")

    assert answer.json() == {
        "categories": [
            {"name": "Kitchen", "count": 2, "in_stock": 1},
            {"name": "Light", "count": 2, "in_stock": 1},
            {"name": "Room", "count": 1, "in_stock": 1},
        ],
        "price": {"min": "9.00", "max": "120.00"},
        "in_stock": {"count": 4},
        "total": 6,
    }
    assert (await client.get(f"{PRODUCTS}/facets", headers=staff)).json()["total"] == 7


async def test_the_facets_of_nothing(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"{PRODUCTS}/facets")

    assert answer.json() == {
        "categories": [],
        "price": None,
        "in_stock": {"count": 0},
        "total": 0,
    }
