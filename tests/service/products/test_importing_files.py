import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from backend_services.products.api.import_schemas import read_file
from backend_services.products.domain.import_plan import ImportRefused
from backend_services.products.domain.offer import OutOfStock
from backend_services.products.domain.product import SkuTaken
from backend_services.products.domain.product_import import (
    SILENT_FOR,
    ImportIsRunning,
    ImportState,
    ProductImport,
    ProductsMovedMeanwhile,
    ProductUpload,
)
from backend_services.products.use_cases import import_products as importing
from backend_services.products.use_cases.import_products import Importer, import_products
from backend_services.products.use_cases.show_import import show_import
from backend_services.shared.audit.actor import Actor
from backend_services.shared.clock import FixedClock
from backend_services.shared.db.session import SessionMaker, reading, unit_of_work
from backend_services.shared.ids import new_id
from tests.service.products.shelf import Shelf

PRODUCTS = "/api/v1/products"
HEADER = "sku,name,description,category,price,compare_at_price,stock_quantity,is_active"
EVERYTHING = (
    "select (select count(*) from product), (select sum(version) from product),"
    " (select count(*) from outbox), (select count(*) from audit_log),"
    " (select count(*) from stock_movement), (select count(*) from product_import)"
)
WAITING = (
    "select count(*) from pg_stat_activity"
    " where datname = current_database() and wait_event_type = 'Lock'"
)


@pytest.fixture
def send(client: httpx.AsyncClient, staff: dict[str, str]) -> Callable[..., Any]:
    async def send(*lines: str, header: str = HEADER, **params: object) -> httpx.Response:
        content = "\n".join([header, *lines]).encode()
        return await client.post(
            f"{PRODUCTS}/import",
            headers=staff,
            params={name: str(value) for name, value in params.items()},
            files={"file": ("products.csv", content, "text/csv")},
        )

    return send


async def everything(sessions: SessionMaker) -> tuple[Any, ...]:
    async with reading(sessions) as session:
        return tuple((await session.execute(text(EVERYTHING))).one())


async def test_products_are_created_and_changed_by_their_sku(
    client: httpx.AsyncClient, send: Callable[..., Any], shelf: Shelf
) -> None:
    lamp = await shelf.put(sku="LAMP-1", name="Lamp", price="20.00", stock=4)
    await shelf.put(sku="MUG-1", name="Mug", price="5.00", stock=3)

    answer = await send(
        "lamp-1,Torch,,Light,18.00,20.00,6,true", "MUG-1,Mug,,,5.00,,3,true", "POT-1,Pot,,,9,,2,"
    )

    assert answer.status_code == 200
    body = answer.json()
    assert (body["created"], body["updated"], body["unchanged"]) == (1, 1, 1)
    assert (body["state"], body["lines"], body["written"]) == ("done", 3, 3)
    torch = (await client.get(f"{PRODUCTS}/{lamp}")).json()
    assert {name: torch[name] for name in ("name", "category", "price", "stock_quantity")} == {
        "name": "Torch",
        "category": "Light",
        "price": "18.00",
        "stock_quantity": 6,
    }
    (pot,) = (await client.get(PRODUCTS, params={"name": "Pot"})).json()["items"]
    assert (pot["sku"], pot["price"], pot["stock_quantity"]) == ("POT-1", "9.00", 2)


async def test_an_import_leaves_the_traces_of_edits_by_hand(
    client: httpx.AsyncClient, send: Callable[..., Any], shelf: Shelf, staff: dict[str, str]
) -> None:
    by_file = await shelf.put(sku="LAMP-1", name="Lamp", price="20.00", stock=4)
    by_hand = await shelf.put(sku="LAMP-2", name="Lamp", price="20.00", stock=4)
    changes = {"name": "Torch", "price": "18.00", "compare_at_price": "20.00", "stock_quantity": 6}

    await client.patch(f"{PRODUCTS}/{by_hand}", headers=staff, json=changes)
    await send("LAMP-1,Torch,,,18.00,20.00,6,true", "POT-1,Pot,,,9.00,,2,true")
    await client.post(
        PRODUCTS,
        headers=staff,
        json={"sku": "POT-2", "name": "Pot", "price": "9.00", "stock_quantity": 2},
    )

    assert await traces(client, shelf, staff, by_file) == await traces(
        client, shelf, staff, by_hand
    )
    found = (await client.get(PRODUCTS, params={"name": "Pot"})).json()["items"]
    newest, older = (item["id"] for item in found)
    assert await traces(client, shelf, staff, older) == await traces(client, shelf, staff, newest)


async def traces(
    client: httpx.AsyncClient, shelf: Shelf, staff: dict[str, str], product_id: int
) -> list[Any]:
    """Events, ledger, prices and audit log, without what names the one product."""
    path = f"{PRODUCTS}/{product_id}"
    ledger = await client.get(f"{path}/stock/movements", headers=staff)
    prices = await client.get(f"{path}/prices", headers=staff)
    audit = await client.get(f"{PRODUCTS}/audit", headers=staff, params={"product_id": product_id})
    assert audit.json()["items"]
    events = [[*event] for event in await shelf.events(f"product:{product_id}")]
    found = json.dumps([events, ledger.json(), prices.json(), audit.json()])
    return json.loads(found, object_hook=_nameless)


def _nameless(found: dict[str, Any]) -> dict[str, Any]:
    left_out = {"product_id", "sku", "id", "request_id", "subject"}
    return {name: value for name, value in found.items() if name not in left_out}


async def test_a_dry_run_says_what_would_be_done_and_changes_nothing(
    send: Callable[..., Any], shelf: Shelf, sessions: SessionMaker
) -> None:
    await shelf.put(sku="LAMP-1", name="Lamp", price="20.00", stock=4)
    before = await everything(sessions)

    answer = await send(
        "LAMP-1,Torch,,,18.00,,4,true", "POT-1,Pot,,,9,,2,", "POT-2,,,,9,,2,", dry_run=True
    )

    assert answer.status_code == 200
    assert answer.json() == {
        "id": None,
        "state": None,
        "lines": 3,
        "written": 0,
        "created": 1,
        "updated": 1,
        "unchanged": 0,
        "reason": None,
        "started_at": None,
        "problems": [
            {
                "line": 4,
                "sku": "POT-2",
                "field": "name",
                "reason": "must have at least 3 characters",
            }
        ],
        "problem_count": 1,
    }
    assert await everything(sessions) == before


async def test_one_bad_line_keeps_all_of_them_out(
    send: Callable[..., Any], shelf: Shelf, sessions: SessionMaker
) -> None:
    await shelf.put(sku="LAMP-1", name="Lamp", price="20.00", stock=4)
    before = await everything(sessions)

    answer = await send(
        "LAMP-1,Torch,,,18.00,,4,true", "POT-1,Pot,,,free,,2,", "POT-2,Pot,,,9,9,1,"
    )

    assert answer.status_code == 422
    body = answer.json()
    assert (body["code"], body["detail"]) == (
        "import_refused",
        "2 lines are wrong; nothing was imported",
    )
    assert [(one["line"], one["sku"], one["field"]) for one in body["problems"]] == [
        (3, "POT-1", "price"),
        (4, "POT-2", "compare_at_price"),
    ]
    assert await everything(sessions) == before


async def test_a_look_names_every_bad_line_and_a_refusal_the_first_of_them(
    send: Callable[..., Any],
) -> None:
    lines = [f"POT-{n},Pot,,,0,,1," for n in range(300)]

    look = (await send(*lines, dry_run=True)).json()
    refusal = (await send(*lines)).json()

    assert [one["line"] for one in look["problems"]] == list(range(2, 302))
    assert look["problem_count"] == 300
    assert (len(refusal["problems"]), refusal["problem_count"]) == (200, 300)


@pytest.mark.parametrize("path", ["import", "import?dry_run=true"])
async def test_a_file_of_something_else_is_refused_with_the_reason(
    client: httpx.AsyncClient, staff: dict[str, str], sessions: SessionMaker, path: str
) -> None:
    before = await everything(sessions)

    answer = await client.post(
        f"{PRODUCTS}/{path}", headers=staff, files={"file": ("cats.csv", b"cat,colour\nTom,grey\n")}
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "not_a_product_file")
    assert answer.json()["unknown"] == ["cat", "colour"]
    assert await everything(sessions) == before


async def test_a_file_beyond_the_limit_is_refused(
    client: httpx.AsyncClient, staff: dict[str, str]
) -> None:
    answer = await client.post(
        f"{PRODUCTS}/import", headers=staff, files={"file": ("big.csv", b"," * (5 * 2**20 + 1))}
    )

    assert (answer.status_code, answer.json()["code"]) == (413, "import_too_large")


async def test_what_was_exported_is_imported_without_a_change(
    client: httpx.AsyncClient,
    staff: dict[str, str],
    shelf: Shelf,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("backend_services.products.use_cases.export_products._AT_ONCE", 2)
    await shelf.put(sku="=1+1", name='\'Twas, a "cup"', description="+one\n-two", stock=0)
    await shelf.put(sku="LAMP-1", name="@lamp", category="-", price="20.00", is_active=False)
    pot = await shelf.put(sku="POT-1", name="Pot", stock=4)
    await shelf.reserve((pot, 1))
    file = await client.get(f"{PRODUCTS}/export.csv", headers=staff)

    answer = await client.post(
        f"{PRODUCTS}/import", headers=staff, files={"file": ("products.csv", file.content)}
    )

    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    assert file.headers["content-disposition"] == 'attachment; filename="products-2026-11-23.csv"'
    lines = file.content.decode("utf-8-sig").splitlines()
    assert lines[0] == f"{HEADER},version"
    assert lines[-1] == "POT-1,Pot,,,19.99,,3,true,v1.2"
    body = answer.json()
    assert (body["created"], body["updated"], body["unchanged"]) == (0, 0, 3)


async def test_a_file_older_than_a_sale_does_not_take_the_sale_back(
    client: httpx.AsyncClient, staff: dict[str, str], shelf: Shelf
) -> None:
    pot = await shelf.put(sku="POT-1", name="Pot", stock=4)
    file = await client.get(f"{PRODUCTS}/export.csv", headers=staff)
    await shelf.reserve((pot, 1))

    answer = await client.post(
        f"{PRODUCTS}/import", headers=staff, files={"file": ("products.csv", file.content)}
    )

    assert answer.status_code == 422
    assert [(one["line"], one["field"]) for one in answer.json()["problems"]] == [(2, "version")]
    assert await shelf.books(pot) == (4, 1)


async def test_an_import_sent_twice_under_its_id_is_done_once(
    client: httpx.AsyncClient,
    send: Callable[..., Any],
    staff: dict[str, str],
    sessions: SessionMaker,
) -> None:
    import_id = new_id()
    first = await send("POT-1,Pot,,,9,,2,", id=import_id)
    before = await everything(sessions)

    second = await send("POT-1,Pot,,,9,,2,", id=import_id)
    other = await send("POT-1,Pot,,,8,,2,", id=import_id)

    assert first.status_code == 200
    assert second.json() == first.json()
    assert (other.status_code, other.json()["code"]) == (422, "import_id_reused")
    assert (await client.get(f"{PRODUCTS}/imports/{import_id}", headers=staff)).json() == (
        first.json()
    )
    assert await everything(sessions) == before


async def test_an_import_that_never_was_is_not_found(
    client: httpx.AsyncClient, staff: dict[str, str]
) -> None:
    answer = await client.get(f"{PRODUCTS}/imports/{new_id()}", headers=staff)

    assert (answer.status_code, answer.json()["code"]) == (404, "import_not_found")


POTS = read_file("\n".join(["sku,name,price", *(f"POT-{n},Pot,9" for n in range(4))]).encode())
UPLOAD = ProductUpload(import_id=new_id(), digest=POTS.digest)


class Watched:
    """Somebody who looks at the import each time it has said how far it is."""

    def __init__(self, sessions: SessionMaker, clock: FixedClock) -> None:
        self.importer = Importer(
            sessions=sessions, by=Actor(2, "staff"), clock=clock, new_id=new_id
        )
        self.seen: list[tuple[int, ImportState, int]] = []

    async def look(self, *_: object, **__: object) -> None:
        async with reading(self.importer.sessions) as session:
            found = await show_import(session, import_id=UPLOAD.import_id)
            count = await session.scalar(text("select count(*) from product"))
        self.seen.append((found.written, found.state, count or 0))

    async def run(self) -> ProductImport:
        return await import_products(self.importer, upload=UPLOAD, lines=POTS.lines)


@pytest.fixture
def watched(
    fresh_sessions: Callable[[str], SessionMaker],
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> Watched:
    """On a database of its own: what others see is the claim."""
    monkeypatch.setattr(importing, "BATCH", 2)
    return Watched(fresh_sessions("products"), clock)


async def test_how_far_it_is_can_be_seen_and_no_product_before_all_are_there(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    after_each = importing.tell_progress

    async def tell(*args: Any, **kwargs: Any) -> None:
        if kwargs["written"] > 2:  # what was told before is committed by now
            await watched.look()
        await after_each(*args, **kwargs)

    monkeypatch.setattr(importing, "tell_progress", tell)

    done = await watched.run()
    await watched.look()

    assert done.state is ImportState.DONE
    assert watched.seen == [(2, ImportState.RUNNING, 0), (4, ImportState.DONE, 4)]


async def test_an_import_that_fails_midway_says_so_and_can_be_sent_again(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        create = importing.create_products

        async def create_and_fail(*args: Any, **kwargs: Any) -> dict[str, int]:
            if "POT-3" in {product.sku for product in kwargs["products"]}:
                raise SkuTaken
            return await create(*args, **kwargs)

        broken.setattr(importing, "create_products", create_and_fail)
        with pytest.raises(SkuTaken):
            await watched.run()
    await watched.look()

    done = await watched.run()

    assert watched.seen == [(2, ImportState.FAILED, 0)]
    assert (done.state, done.created, done.attempt) == (ImportState.DONE, 4, 2)


async def test_a_second_sending_waits_for_the_first_until_that_is_silent_for_too_long(
    watched: Watched, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish = importing.finish_attempt
    second: list[object] = []

    async def be_late(*args: Any, **kwargs: Any) -> None:
        monkeypatch.setattr(importing, "finish_attempt", finish)
        with pytest.raises(ImportIsRunning):
            await watched.run()
        clock.advance(SILENT_FOR + timedelta(seconds=1))
        # It takes over, and waits for nobody: the first one holds no row that it needs.
        async with unit_of_work(watched.importer.sessions) as session:
            second.append(
                await importing.begin_attempt(
                    session,
                    upload=UPLOAD,
                    lines=4,
                    after=1,
                    by=watched.importer.by,
                    at=clock.now(),
                )
            )
        await finish(*args, **kwargs)

    monkeypatch.setattr(importing, "finish_attempt", be_late)
    with pytest.raises(ImportIsRunning):
        await watched.run()
    await watched.look()

    assert second == [2]
    assert watched.seen == [(0, ImportState.RUNNING, 0)]


async def test_what_moves_between_the_first_look_and_the_lock_is_seen_under_the_lock(
    watched: Watched, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions = watched.importer.sessions
    shelf = Shelf(sessions, clock)
    pot = await shelf.put(sku="POT-1", name="Pot", stock=4)
    lines = read_file(b"sku,stock_quantity,version\nPOT-1,9,v1.1\n").lines
    lock = importing.lock_books_of

    async def be_late(*args: Any, **kwargs: Any) -> set[int]:
        await shelf.reserve((pot, 1))
        return await lock(*args, **kwargs)

    monkeypatch.setattr(importing, "lock_books_of", be_late)
    with pytest.raises(ImportRefused):
        await import_products(watched.importer, upload=UPLOAD, lines=lines)

    assert await shelf.books(pot) == (4, 1)


async def test_a_product_that_somebody_makes_meanwhile_is_not_written_over(
    watched: Watched, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions = watched.importer.sessions
    shelf = Shelf(sessions, clock)
    lock = importing.lock_books_of

    async def be_early(*args: Any, **kwargs: Any) -> set[int]:
        locked = await lock(*args, **kwargs)
        await shelf.put(sku="POT-1", name="Theirs", stock=4)
        return locked

    monkeypatch.setattr(importing, "lock_books_of", be_early)
    with pytest.raises(ProductsMovedMeanwhile):
        await watched.run()

    async with reading(sessions) as session:
        assert list(await session.scalars(text("select name from product"))) == ["Theirs"]


async def somebody_waits(sessions: SessionMaker) -> bool:
    # A session each time: within one, PostgreSQL shows the same moment again.
    async with reading(sessions) as session:
        return bool(await session.scalar(text(WAITING)))


async def test_buyers_wait_for_an_import_and_are_judged_by_what_it_left(
    watched: Watched, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions = watched.importer.sessions
    shelf = Shelf(sessions, clock)
    pot = await shelf.put(sku="POT-1", name="Pot", stock=3)
    lines = read_file(b"sku,stock_quantity\nPOT-1,1\n").lines
    finish = importing.finish_attempt
    buyers: list[asyncio.Task[Any]] = []

    async def let_a_buyer_come(*args: Any, **kwargs: Any) -> None:
        buyers.append(asyncio.create_task(shelf.reserve((pot, 3))))
        async with asyncio.timeout(20):
            while not await somebody_waits(sessions):
                assert not buyers[0].done()
        await finish(*args, **kwargs)

    monkeypatch.setattr(importing, "finish_attempt", let_a_buyer_come)
    await import_products(watched.importer, upload=UPLOAD, lines=lines)
    with pytest.raises(OutOfStock):
        await buyers[0]

    assert await shelf.books(pot) == (1, 0)
