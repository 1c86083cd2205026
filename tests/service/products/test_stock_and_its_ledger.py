import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from backend_services.products.domain.edit import Edit
from backend_services.products.domain.movement import KeyReused
from backend_services.products.use_cases.adjust_stock import Adjustment, adjust_stock
from backend_services.shared.audit.actor import Actor
from backend_services.shared.clock import FixedClock
from backend_services.shared.db.session import SessionMaker, unit_of_work
from backend_services.shared.ids import new_id
from tests.service.products.shelf import Books, Shelf

PRODUCTS = "/api/v1/products"
FOUND = {"change": 3, "reason": "Found behind the shelf"}


async def ledger(client: httpx.AsyncClient, staff: dict[str, str], lamp: int) -> list[Any]:
    answer = await client.get(f"{PRODUCTS}/{lamp}/stock/movements", headers=staff)
    return [
        (
            line["cause"],
            line["on_hand_change"],
            line["reserved_change"],
            line["on_hand"],
            line["reserved"],
        )
        for line in answer.json()["items"]
    ]


async def test_an_adjustment_adds_to_what_is_there_and_says_why(
    client: httpx.AsyncClient, staff: dict[str, str], shelf: Shelf
) -> None:
    lamp = await shelf.put(stock=5)
    await shelf.reserve((lamp, 2))

    answer = await client.post(f"{PRODUCTS}/{lamp}/stock/adjustments", headers=staff, json=FOUND)

    assert answer.status_code == 201
    assert answer.json() == {
        "product_id": lamp,
        "version": 3,
        "at": "2026-11-23T12:00:00.000000Z",
        "cause": "adjusted",
        "on_hand_change": 3,
        "reserved_change": 0,
        "on_hand": 8,
        "reserved": 2,
        "available": 6,
        "reservation_id": None,
        "actor_user_id": 2,
        "reason": "Found behind the shelf",
    }
    assert await shelf.books(lamp) == Books(on_hand=8, reserved=2)
    assert (await shelf.events(f"product:{lamp}"))[-1][1:] == (
        "product.stock_changed",
        {
            "product_id": lamp,
            "sku": "SKU-1",
            "name": "Product 1",
            "price": "19.99",
            "currency": "USD",
            "stock_quantity": 6,
            "is_active": True,
        },
    )


async def test_no_adjustment_takes_what_orders_hold(
    client: httpx.AsyncClient, staff: dict[str, str], shelf: Shelf
) -> None:
    lamp = await shelf.put(stock=5)
    await shelf.reserve((lamp, 2))
    path = f"{PRODUCTS}/{lamp}/stock/adjustments"

    answer = await client.post(path, headers=staff, json={"change": -4, "reason": "Broken"})

    assert answer.status_code == 409
    shown = {key: answer.json()[key] for key in ("on_hand", "reserved", "available", "requested")}
    assert shown == {"on_hand": 5, "reserved": 2, "available": 3, "requested": -4}
    assert await shelf.books(lamp) == Books(on_hand=5, reserved=2)
    assert len(await shelf.events(f"product:{lamp}")) == 2
    last = await client.post(path, headers=staff, json={"change": -3, "reason": "Broken"})
    assert last.json()["available"] == 0


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"change": 1},
        {"reason": "x"},
        {"change": 0, "reason": "x"},
        {"change": 1.5, "reason": "x"},
        {"change": 2**31, "reason": "x"},
        {"change": None, "reason": "x"},
        {"change": 1, "reason": ""},
        {"change": 1, "reason": "  "},
        {"change": 1, "reason": "\x00"},
        {"change": 1, "reason": "x" * 201},
        {"change": 2**31 - 1, "reason": "too many in sum"},
    ],
)
async def test_a_wrong_adjustment_is_a_422_and_changes_nothing(
    client: httpx.AsyncClient, staff: dict[str, str], shelf: Shelf, body: dict[str, Any]
) -> None:
    lamp = await shelf.put(stock=5)

    answer = await client.post(f"{PRODUCTS}/{lamp}/stock/adjustments", headers=staff, json=body)

    assert answer.status_code == 422
    assert await shelf.books(lamp) == Books(on_hand=5, reserved=0)
    assert len(await ledger(client, staff, lamp)) == 1


async def test_a_key_adjusts_once_however_often_it_is_sent(
    client: httpx.AsyncClient, staff: dict[str, str], shelf: Shelf
) -> None:
    lamp, teapot = await shelf.put(stock=5), await shelf.put(stock=5)
    keyed = {**staff, "Idempotency-Key": "count-7"}
    path = f"{PRODUCTS}/{lamp}/stock/adjustments"

    first, again = [await client.post(path, headers=keyed, json=FOUND) for _ in range(2)]
    other = await client.post(path, headers=keyed, json={**FOUND, "change": 4})
    elsewhere = await client.post(
        f"{PRODUCTS}/{teapot}/stock/adjustments", headers=keyed, json=FOUND
    )

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert (other.status_code, elsewhere.status_code) == (422, 422)
    assert other.json()["code"] == "idempotency_key_reused"
    assert await shelf.books(lamp) == Books(on_hand=8, reserved=0)
    assert await shelf.books(teapot) == Books(on_hand=5, reserved=0)


async def test_the_ledger_tells_each_change_and_its_cause_newest_first(
    client: httpx.AsyncClient, staff: dict[str, str], shelf: Shelf
) -> None:
    lamp = await shelf.put(stock=10)
    sold, released, expired = [(await shelf.reserve((lamp, n))).id for n in (1, 2, 3)]
    await shelf.commit(sold)
    await shelf.release(released)
    shelf.let_holds_expire()
    await shelf.sweep()
    await shelf.release(sold)
    await client.patch(f"{PRODUCTS}/{lamp}/stock", headers=staff, json={"stock_quantity": 4})
    await client.patch(f"{PRODUCTS}/{lamp}", headers=staff, json={"name": "Torch"})
    await shelf.release(expired)

    assert await ledger(client, staff, lamp) == [
        ("set", -6, 0, 4, 0),
        ("returned", 1, 0, 10, 0),
        ("expired", 0, -3, 9, 0),
        ("released", 0, -2, 9, 3),
        ("sold", -1, -1, 9, 5),
        ("reserved", 0, 3, 10, 6),
        ("reserved", 0, 2, 10, 3),
        ("reserved", 0, 1, 10, 1),
        ("opening", 10, 0, 10, 0),
    ]


async def test_the_ledger_is_read_page_by_page(
    client: httpx.AsyncClient, staff: dict[str, str], shelf: Shelf
) -> None:
    lamp = await shelf.put()
    for _ in range(4):
        await shelf.reserve((lamp, 1))
    path = f"{PRODUCTS}/{lamp}/stock/movements"

    first = (await client.get(f"{path}?limit=3", headers=staff)).json()
    rest = (await client.get(f"{path}?before={first['next_before']}", headers=staff)).json()

    versions = [line["version"] for line in first["items"] + rest["items"]]
    assert (versions, rest["next_before"]) == ([5, 4, 3, 2, 1], None)
    assert (await client.get(f"{PRODUCTS}/9999/stock/movements", headers=staff)).status_code == 404


@pytest.mark.parametrize("table", ["stock_movement", "product_price", "audit_log"])
@pytest.mark.parametrize("change", ["update {} set at = now()", "delete from {}", "truncate {}"])
async def test_what_happened_cannot_be_changed_afterwards(
    sessions: SessionMaker, shelf: Shelf, table: str, change: str
) -> None:
    await shelf.put()

    with pytest.raises(DBAPIError, match="append-only"):
        async with unit_of_work(sessions) as session:
            await session.execute(text(change.format(table)))


async def test_twins_with_one_key_adjust_once(
    fresh_sessions: Callable[[str], SessionMaker], clock: FixedClock
) -> None:
    sessions = fresh_sessions("products")
    shelf = Shelf(sessions, clock)
    lamps = [await shelf.put(stock=5), await shelf.put(stock=5)]

    async def adjust(lamp: int, key: str) -> Any:
        async with unit_of_work(sessions) as session:
            return await adjust_stock(
                session,
                edit=Edit(product_id=lamp, by=Actor(2, "staff")),
                adjustment=Adjustment(3, "found", key),
                clock=clock,
                new_id=new_id,
            )

    same = await asyncio.gather(*(adjust(lamps[0], "same") for _ in range(5)))
    apart = await asyncio.gather(*(adjust(lamp, "apart") for lamp in lamps), return_exceptions=True)

    assert len({one.version for one in same}) == 1
    assert sum(isinstance(one, KeyReused) for one in apart) == 1
    books = [await shelf.books(lamp) for lamp in lamps]
    assert sorted(one.on_hand for one in books) in ([5, 11], [8, 8])
