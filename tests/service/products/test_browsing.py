from datetime import timedelta

import httpx
import pytest

from backend_services.products.api.schemas import ProductOut
from tests.service.products.shelf import Shelf

PRODUCTS = "/api/v1/products"


async def names(client: httpx.AsyncClient, query: str, headers: dict[str, str]) -> list[str]:
    answer = await client.get(f"{PRODUCTS}?{query}", headers=headers)
    assert answer.status_code == 200
    return [item["name"] for item in answer.json()["items"]]


async def test_a_product_shows_the_fields_of_the_reference_first_and_in_its_order(
    client: httpx.AsyncClient, shelf: Shelf
) -> None:
    lamp = await shelf.put(
        sku="LAMP", name="Lamp", price="19.50", stock=3, image_file="lamp.webp", image_alt="A lamp"
    )

    answer = await client.get(f"{PRODUCTS}/{lamp}")

    assert answer.headers["content-type"] == "application/json"
    assert list(answer.json().items())[:14] == [
        ("name", "Lamp"),
        ("description", None),
        ("price", "19.50"),
        ("stock_quantity", 3),
        ("sku", "LAMP"),
        ("category", None),
        ("id", lamp),
        ("is_active", True),
        ("created_at", "2026-11-23T12:00:00.000000Z"),
        ("updated_at", "2026-11-23T12:00:00.000000Z"),
        ("currency", "USD"),
        ("image_url", "/media/lamp.webp"),
        ("image_alt", "A lamp"),
        ("compare_at_price", None),
    ]


async def test_what_the_database_writes_is_what_the_documents_promise(
    client: httpx.AsyncClient, shelf: Shelf
) -> None:
    lamp = await shelf.put()

    answer = (await client.get(f"{PRODUCTS}/{lamp}")).json()

    assert list(answer) == list(ProductOut.model_fields)
    assert ProductOut.model_validate(answer).model_dump(mode="json") == answer


@pytest.mark.parametrize(
    "price", ["0.01", "0.10", "1.00", "10.00", "999.99", "1234567.80", "99999999.99"]
)
async def test_a_price_keeps_its_two_decimals(
    client: httpx.AsyncClient, shelf: Shelf, price: str
) -> None:
    lamp = await shelf.put(price=price)

    assert (await client.get(f"{PRODUCTS}/{lamp}")).json()["price"] == price


async def test_what_is_reserved_cannot_be_bought_and_does_not_show(
    client: httpx.AsyncClient, shelf: Shelf
) -> None:
    lamp = await shelf.put(stock=5)
    held = await shelf.reserve((lamp, 2))

    assert (await client.get(f"{PRODUCTS}/{lamp}")).json()["stock_quantity"] == 3

    await shelf.commit(held.id)
    assert (await client.get(f"{PRODUCTS}/{lamp}")).json()["stock_quantity"] == 3


@pytest.mark.parametrize("product_id", ["9999", "2147483647"])
async def test_an_unknown_product_is_a_404(client: httpx.AsyncClient, product_id: str) -> None:
    answer = await client.get(f"{PRODUCTS}/{product_id}")

    assert (answer.status_code, answer.json()["detail"]) == (404, "Product not found")


@pytest.mark.parametrize("product_id", ["0", "-1", "2147483648", "9" * 40, "lamp", "%00", "1.5"])
async def test_what_cannot_be_an_id_is_a_422(client: httpx.AsyncClient, product_id: str) -> None:
    assert (await client.get(f"{PRODUCTS}/{product_id}")).status_code == 422


async def test_a_product_off_sale_is_there_for_staff_only(
    client: httpx.AsyncClient, shelf: Shelf, staff: dict[str, str], customer: dict[str, str]
) -> None:
    gone = await shelf.put(name="Gone", is_active=False)
    await shelf.put(name="Here")

    for guest in ({}, customer):
        assert (await client.get(f"{PRODUCTS}/{gone}", headers=guest)).status_code == 404
        assert await names(client, "", guest) == ["Here"]
        assert await names(client, "is_active=false", guest) == []
        batch = await client.get(f"{PRODUCTS}/batch?ids={gone}", headers=guest)
        assert batch.json() == {"items": []}

    assert (await client.get(f"{PRODUCTS}/{gone}", headers=staff)).status_code == 200
    assert await names(client, "", staff) == ["Here", "Gone"]
    assert await names(client, "is_active=false", staff) == ["Gone"]
    assert await names(client, "is_active=true", staff) == ["Here"]


async def test_pages_are_cut_from_one_stable_order(client: httpx.AsyncClient, shelf: Shelf) -> None:
    for number in range(7):
        await shelf.put(name=f"Lamp {number}", price="10.00")

    for sort in ("price", "-price", "name", "-name", "created_at", "-created_at"):
        seen: list[str] = []
        for offset in range(0, 7, 2):
            answer = await client.get(f"{PRODUCTS}?limit=2&offset={offset}&sort_by={sort}")
            page = answer.json()
            assert (page["total"], page["limit"], page["offset"]) == (7, 2, offset)
            seen += [item["name"] for item in page["items"]]
        assert sorted(seen) == [f"Lamp {number}" for number in range(7)]


async def test_an_empty_shop_is_an_empty_page(client: httpx.AsyncClient) -> None:
    answer = await client.get(PRODUCTS)

    assert answer.json() == {
        "items": [],
        "total": 0,
        "limit": 20,
        "offset": 0,
        "next_cursor": None,
    }


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("price", ["Cheap", "Middle", "Dear"]),
        ("-price", ["Dear", "Middle", "Cheap"]),
        ("name", ["Cheap", "Dear", "Middle"]),
        ("-name", ["Middle", "Dear", "Cheap"]),
        ("created_at", ["Middle", "Dear", "Cheap"]),
        ("-created_at", ["Cheap", "Dear", "Middle"]),
    ],
)
async def test_the_list_is_sorted_as_asked(
    client: httpx.AsyncClient, shelf: Shelf, sort: str, expected: list[str]
) -> None:
    for name, price in (("Middle", "20"), ("Dear", "300"), ("Cheap", "1")):
        await shelf.put(name=name, price=price)
        shelf.clock.advance(timedelta(minutes=1))

    assert await names(client, f"sort_by={sort}", {}) == expected


async def test_newest_comes_first_unless_asked_otherwise(
    client: httpx.AsyncClient, shelf: Shelf
) -> None:
    await shelf.put(name="Old one")
    shelf.clock.advance(timedelta(seconds=1))
    await shelf.put(name="New one")

    assert await names(client, "", {}) == ["New one", "Old one"]


async def test_an_unknown_order_is_a_400_that_names_the_known_ones(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get(f"{PRODUCTS}?sort_by=stock")

    assert answer.status_code == 400
    assert answer.json()["detail"] == (
        "Invalid sort_by. Allowed: price, -price, created_at, -created_at, name, -name"
    )


async def test_filters_narrow_the_list_and_its_total(
    client: httpx.AsyncClient, shelf: Shelf
) -> None:
    await shelf.put(name="Red lamp", category="Light", sku="RL-100")
    await shelf.put(name="Blue lamp", category="Light", description="Glows softly in the dark")
    await shelf.put(name="Teapot", category="Kitchen")

    assert await names(client, "category=Light&sort_by=name", {}) == ["Blue lamp", "Red lamp"]
    assert await names(client, "category=light", {}) == []
    assert await names(client, "name=LAMP&sort_by=name", {}) == ["Blue lamp", "Red lamp"]
    assert await names(client, "q=lamp%20red", {}) == ["Red lamp"]
    assert await names(client, "q=rl-100", {}) == ["Red lamp"]
    assert await names(client, "q=glows+kitchen", {}) == []
    assert await names(client, "q=soft+light", {}) == ["Blue lamp"]
    assert await names(client, "category=&name=&q=%20&sort_by=name&page=7", {}) == [
        "Blue lamp",
        "Red lamp",
        "Teapot",
    ]
    answer = await client.get(f"{PRODUCTS}?q=lamp&limit=1")
    assert answer.json()["total"] == 2


async def test_wildcards_are_characters(client: httpx.AsyncClient, shelf: Shelf) -> None:
    await shelf.put(name="100% cotton_shirt /x\\")
    await shelf.put(name="Plain shirt")

    for text in ("%25", "_", "100%25 c", "n_s", "%5C", "/x"):
        assert await names(client, f"name={text}", {}) == ["100% cotton_shirt /x\\"]
        assert await names(client, f"q={text}", {}) == ["100% cotton_shirt /x\\"]
    assert await names(client, "name=%25plain%25", {}) == []


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=101",
        "limit=x",
        "limit=99999999999999999999",
        "offset=-1",
        "offset=2147483648",
        "offset=99999999999999999999",
        "is_active=perhaps",
        "name=%00",
        "q=%00",
        "category=%00",
        "category=" + "x" * 101,
        "min_price=-1",
        "min_price=0.001",
        "max_price=cheap",
        "max_price=100000000",
        "in_stock=perhaps",
        "cursor=" + "x" * 2001,
        "q=" + "x" * 101,
        "name=" + "x" * 101,
    ],
)
async def test_a_wrong_parameter_is_a_422_that_names_it(
    client: httpx.AsyncClient, query: str
) -> None:
    answer = await client.get(f"{PRODUCTS}?{query}")

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"][:2] == ["query", query.partition("=")[0]]


async def test_a_batch_answers_in_the_order_asked_and_leaves_out_what_is_unknown(
    client: httpx.AsyncClient, shelf: Shelf
) -> None:
    lamp, teapot = await shelf.put(name="Lamp"), await shelf.put(name="Teapot")

    for ids in (f"ids={teapot},9999,{lamp},{teapot}", f"ids={teapot}&ids={lamp}"):
        answer = await client.get(f"{PRODUCTS}/batch?{ids}")
        assert [item["name"] for item in answer.json()["items"]] == ["Teapot", "Lamp"]


@pytest.mark.parametrize(
    "ids",
    ["", "ids=", "ids=1,", "ids=x", "ids=0", "ids=2147483648", "ids=" + ",".join(["1"] * 101)],
)
async def test_a_batch_of_what_cannot_be_ids_is_a_422(client: httpx.AsyncClient, ids: str) -> None:
    assert (await client.get(f"{PRODUCTS}/batch?{ids}")).status_code == 422


async def test_categories_are_counted_over_what_is_on_sale(
    client: httpx.AsyncClient, shelf: Shelf
) -> None:
    for category, stock in (("Light", 1), ("Light", 0), ("Kitchen", 1)):
        await shelf.put(category=category, stock=stock)
    await shelf.put(category="Light", is_active=False)
    await shelf.put(category="Gone", is_active=False)
    await shelf.put(category=None)

    answer = await client.get(f"{PRODUCTS}/categories")

    assert answer.json() == {
        "items": [
            {"name": "Kitchen", "count": 1, "in_stock": 1},
            {"name": "Light", "count": 2, "in_stock": 1},
        ]
    }


async def test_a_bad_token_is_refused_and_never_taken_for_a_guest(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get(PRODUCTS, headers={"Authorization": "Bearer nonsense"})

    assert answer.status_code == 401
