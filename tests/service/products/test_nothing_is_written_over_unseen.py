"""ETag and If-Match: an edit is refused when what it writes over was changed meanwhile."""

from typing import Any

import httpx
import pytest

from tests.service.products.shelf import Shelf

PRODUCTS = "/api/v1/products"
LAMP: dict[str, Any] = {"name": "Lamp", "price": "19.99", "stock_quantity": 3, "sku": "LAMP-1"}
EDITS: list[tuple[str, str, Any]] = [
    ("PUT", "", LAMP),
    ("PATCH", "", {"name": "Torch"}),
    ("DELETE", "", None),
    ("POST", "/restore", None),
    ("PATCH", "/stock", {"stock_quantity": 9}),
    ("POST", "/stock/adjustments", {"change": 1, "reason": "found"}),
    ("PUT", "/pictures/order", {"picture_ids": []}),
]


async def edit(
    client: httpx.AsyncClient, headers: dict[str, str], lamp: int, what: tuple[str, str, Any]
) -> httpx.Response:
    method, path, body = what
    return await client.request(method, f"{PRODUCTS}/{lamp}{path}", headers=headers, json=body)


async def tag_of(client: httpx.AsyncClient, lamp: int, staff: dict[str, str]) -> str:
    return (await client.get(f"{PRODUCTS}/{lamp}", headers=staff)).headers["etag"]


@pytest.mark.parametrize("what", EDITS)
async def test_of_two_who_saw_the_same_the_second_is_refused_and_changes_nothing(
    client: httpx.AsyncClient, staff: dict[str, str], shelf: Shelf, what: tuple[str, str, Any]
) -> None:
    lamp = await shelf.put()
    seen = await tag_of(client, lamp, staff)
    first = await client.patch(
        f"{PRODUCTS}/{lamp}", headers={**staff, "If-Match": seen}, json={"name": "First"}
    )
    before = (await client.get(f"{PRODUCTS}/{lamp}", headers=staff)).json()

    answer = await edit(client, {**staff, "If-Match": seen}, lamp, what)

    assert first.status_code == 200
    assert (answer.status_code, answer.json()["code"]) == (412, "product_changed")
    assert answer.headers["etag"] == first.headers["etag"]
    assert (await client.get(f"{PRODUCTS}/{lamp}", headers=staff)).json() == before


@pytest.mark.parametrize("what", EDITS)
async def test_who_saw_what_is_there_may_write(
    client: httpx.AsyncClient, staff: dict[str, str], shelf: Shelf, what: tuple[str, str, Any]
) -> None:
    lamp = await shelf.put()
    seen = await tag_of(client, lamp, staff)

    for tags in (f'"0.0", {seen}', "*"):
        answer = await edit(client, {**staff, "If-Match": tags}, lamp, what)
        assert answer.status_code in {200, 201, 204}
        break  # what was seen is gone now; a star is asked for below
    assert (await edit(client, {**staff, "If-Match": "*"}, lamp, what)).status_code < 300


@pytest.mark.parametrize("what", EDITS)
async def test_a_condition_that_cannot_be_read_is_a_400_that_names_it(
    client: httpx.AsyncClient, staff: dict[str, str], shelf: Shelf, what: tuple[str, str, Any]
) -> None:
    lamp = await shelf.put()
    before = (await client.get(f"{PRODUCTS}/{lamp}")).json()

    for tags in ("1.1", '"1.1', "", '"1.1" "1.2"'):
        answer = await edit(client, {**staff, "If-Match": tags}, lamp, what)
        assert answer.status_code == 400
        assert "If-Match" in answer.json()["detail"]

    assert (await client.get(f"{PRODUCTS}/{lamp}")).json() == before


async def test_a_sale_is_in_the_way_of_the_stock_and_not_of_the_description(
    client: httpx.AsyncClient, staff: dict[str, str], shelf: Shelf
) -> None:
    lamp = await shelf.put(stock=5)
    seen = {**staff, "If-Match": await tag_of(client, lamp, staff)}
    await shelf.reserve((lamp, 2))

    for what in (
        ("PUT", "", LAMP),
        ("PATCH", "", {"stock_quantity": 5}),
        ("PATCH", "/stock", {"stock_quantity": 5}),
        ("POST", "/stock/adjustments", {"change": 1, "reason": "found"}),
    ):
        assert (await edit(client, seen, lamp, what)).status_code == 412
    described = await edit(client, seen, lamp, ("PATCH", "", {"description": "Bright"}))

    assert described.status_code == 200
    assert described.json()["stock_quantity"] == 3


async def test_weak_tags_never_match(
    client: httpx.AsyncClient, staff: dict[str, str], shelf: Shelf
) -> None:
    lamp = await shelf.put()
    weak = {**staff, "If-Match": f"W/{await tag_of(client, lamp, staff)}"}

    assert (await edit(client, weak, lamp, EDITS[1])).status_code == 412


async def test_without_the_header_the_last_one_wins_as_in_the_reference(
    client: httpx.AsyncClient, staff: dict[str, str], shelf: Shelf
) -> None:
    lamp = await shelf.put()

    for name in ("First", "Second"):
        assert (await edit(client, staff, lamp, ("PATCH", "", {"name": name}))).status_code == 200

    assert (await client.get(f"{PRODUCTS}/{lamp}")).json()["name"] == "Second"


async def test_a_product_that_the_caller_has_is_not_sent_again(
    client: httpx.AsyncClient, staff: dict[str, str], shelf: Shelf
) -> None:
    lamp = await shelf.put()
    path, tag = f"{PRODUCTS}/{lamp}", await tag_of(client, lamp, staff)

    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        answer = await client.get(path, headers={"If-None-Match": known})
        assert (answer.status_code, answer.content) == (304, b"")
    await shelf.reserve((lamp, 1))
    assert (await client.get(path, headers={"If-None-Match": tag})).status_code == 200


EMPTY_EDITS: list[tuple[str, str, Any]] = [
    ("PATCH", "", {}),
    ("PATCH", "", {"unknown": 1}),
    ("PATCH", "", {"name": "Lamp", "price": "19.99", "stock_quantity": 3}),
    ("PUT", "", LAMP),
    ("PATCH", "/stock", {"stock_quantity": 3, "reason": "counted"}),
]


@pytest.mark.parametrize("what", EMPTY_EDITS)
async def test_an_edit_that_changes_nothing_leaves_no_trace(
    client: httpx.AsyncClient, staff: dict[str, str], shelf: Shelf, what: tuple[str, str, Any]
) -> None:
    created = await client.post(PRODUCTS, headers=staff, json=LAMP)
    lamp, seen = created.json()["id"], created.headers["etag"]
    before = await traces(client, staff, lamp)

    answer = await edit(client, {**staff, "If-Match": seen}, lamp, what)

    assert (answer.status_code, answer.headers["etag"]) == (200, seen)
    assert answer.json()["updated_at"] == created.json()["updated_at"]
    assert await traces(client, staff, lamp) == before
    assert [kind for _, kind, _ in await shelf.events(f"product:{lamp}")] == ["product.created"]


@pytest.mark.parametrize("what", EMPTY_EDITS)
async def test_an_edit_that_changes_nothing_still_needs_to_have_seen_what_is_there(
    client: httpx.AsyncClient, staff: dict[str, str], what: tuple[str, str, Any]
) -> None:
    lamp = (await client.post(PRODUCTS, headers=staff, json=LAMP)).json()["id"]

    answer = await edit(client, {**staff, "If-Match": '"0.0"'}, lamp, what)

    assert (answer.status_code, answer.json()["code"]) == (412, "product_changed")


async def traces(client: httpx.AsyncClient, staff: dict[str, str], lamp: int) -> list[Any]:
    """What the logs tell of a product."""
    paths = (f"audit?subject_id={lamp}", f"{lamp}/stock/movements", f"{lamp}/prices")
    return [(await client.get(f"{PRODUCTS}/{path}", headers=staff)).json() for path in paths]
