import httpx

from tests.service.products.shelf import Shelf

PRODUCTS = "/api/v1/products"


async def test_a_deleted_product_is_restored_as_it_was(
    client: httpx.AsyncClient, staff: dict[str, str], shelf: Shelf
) -> None:
    lamp = await shelf.put(name="Lamp", stock=4)
    before = (await client.get(f"{PRODUCTS}/{lamp}")).json()
    await client.delete(f"{PRODUCTS}/{lamp}", headers=staff)

    await client.post(f"{PRODUCTS}/{lamp}/restore", headers=staff)
    answer = await client.post(f"{PRODUCTS}/{lamp}/restore", headers=staff)

    assert answer.status_code == 200
    assert answer.json() == {**before, "version": "3.3"}
    assert (await client.get(f"{PRODUCTS}/{lamp}")).json() == answer.json()
    assert [
        (type_, payload["is_active"]) for _, type_, payload in await shelf.events(f"product:{lamp}")
    ] == [("product.created", True), ("product.deleted", False), ("product.updated", True)]


async def test_what_never_was_cannot_be_restored(
    client: httpx.AsyncClient, staff: dict[str, str]
) -> None:
    assert (await client.post(f"{PRODUCTS}/9999/restore", headers=staff)).status_code == 404


async def test_each_price_is_kept_with_the_moment_and_the_person(
    client: httpx.AsyncClient, staff: dict[str, str], shelf: Shelf
) -> None:
    lamp = await shelf.put(price="20.00")
    shelf.clock.advance(shelf.ttl)
    for change in (
        {"price": "18.00", "compare_at_price": "20.00"},
        {"name": "Torch"},
        {"price": "18.00"},
        {"compare_at_price": None},
    ):
        await client.patch(f"{PRODUCTS}/{lamp}", headers=staff, json=change)

    answer = await client.get(f"{PRODUCTS}/{lamp}/prices", headers=staff)

    at = "2026-11-23T12:15:00.000000Z"
    assert answer.json() == {
        "items": [
            {
                "price": "18.00",
                "compare_at_price": None,
                "currency": "USD",
                "at": at,
                "actor_user_id": 2,
            },
            {
                "price": "18.00",
                "compare_at_price": "20.00",
                "currency": "USD",
                "at": at,
                "actor_user_id": 2,
            },
            {
                "price": "20.00",
                "compare_at_price": None,
                "currency": "USD",
                "at": "2026-11-23T12:00:00.000000Z",
                "actor_user_id": None,
            },
        ]
    }
    assert (await client.get(f"{PRODUCTS}/9999/prices", headers=staff)).status_code == 404


async def test_the_audit_log_tells_who_changed_what_from_what_to_what(
    client: httpx.AsyncClient, staff: dict[str, str], shelf: Shelf
) -> None:
    lamp = await shelf.put(name="Lamp", price="20.00", stock=4)
    path = f"{PRODUCTS}/{lamp}"
    await client.patch(path, headers=staff, json={"price": "18.00", "name": "Lamp"})
    await client.patch(
        f"{path}/stock", headers=staff, json={"stock_quantity": 9, "reason": "Count"}
    )
    await client.post(
        f"{path}/stock/adjustments", headers=staff, json={"change": -1, "reason": "Broken"}
    )
    await client.delete(path, headers=staff)
    await client.post(f"{path}/restore", headers=staff)
    refused = await client.patch(
        path, headers={**staff, "If-Match": '"1.1"'}, json={"name": "Other"}
    )

    log = (await client.get(f"{PRODUCTS}/audit?subject=product:{lamp}", headers=staff)).json()

    assert refused.status_code == 412
    assert [(entry["action"], entry["changes"]) for entry in log["items"]] == [
        ("product.restored", {"is_active": [False, True]}),
        ("product.deleted", {"is_active": [True, False]}),
        ("stock.adjusted", {"stock_quantity": [9, 8], "reason": "Broken"}),
        ("stock.set", {"stock_quantity": [4, 9], "reason": "Count"}),
        ("product.updated", {"price_minor": [2000, 1800]}),
        (
            "product.created",
            {
                "sku": [None, "SKU-1"],
                "name": [None, "Lamp"],
                "price_minor": [None, 2000],
                "stock_quantity": [None, 4],
            },
        ),
    ]
    assert log["total"] == 6
    assert {entry["actor_user_id"] for entry in log["items"][:5]} == {2}
    assert all(entry["request_id"] for entry in log["items"][:5])
    for query, count in (("actor_user_id=2", 5), ("action=stock.set", 1), ("subject=product:0", 0)):
        found = await client.get(f"{PRODUCTS}/audit?{query}", headers=staff)
        assert found.json()["total"] == count
