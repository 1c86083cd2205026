import asyncio
from collections import Counter
from collections.abc import Callable

import pytest

from backend_services.products.domain.edit import Edit
from backend_services.products.domain.offer import OutOfStock
from backend_services.products.domain.product import ProductChanges, SkuTaken
from backend_services.products.domain.reservation import Reservation
from backend_services.products.use_cases.change_product import change_product
from backend_services.products.use_cases.set_stock import set_stock
from backend_services.shared.audit.actor import COMMAND
from backend_services.shared.db.session import SessionMaker, unit_of_work
from backend_services.shared.ids import new_id
from tests.service.products.shelf import Books, Shelf


@pytest.fixture
def sessions(fresh_sessions: Callable[[str], SessionMaker]) -> SessionMaker:
    return fresh_sessions("products")


async def edit(shelf: Shelf, product_id: int, changes: ProductChanges) -> None:
    async with unit_of_work(shelf.sessions) as session:
        await change_product(
            session,
            edit=Edit(product_id=product_id, by=COMMAND),
            changes=changes,
            stock_quantity=None,
            clock=shelf.clock,
            new_id=new_id,
        )


async def count(shelf: Shelf, product_id: int, units: int) -> None:
    async with unit_of_work(shelf.sessions) as session:
        await set_stock(
            session,
            edit=Edit(product_id=product_id, by=COMMAND),
            stock_quantity=units,
            clock=shelf.clock,
            new_id=new_id,
        )


async def test_buyers_editors_and_sweepers_never_deadlock(shelf: Shelf) -> None:
    lamp, teapot = await shelf.put(stock=500), await shelf.put(stock=500)
    for _ in range(5):
        await shelf.reserve((lamp, 1), (teapot, 1))
    shelf.let_holds_expire()

    results = await asyncio.gather(
        *(shelf.reserve((lamp, 1), (teapot, 1)) for _ in range(10)),
        *(shelf.reserve((teapot, 1), (lamp, 1)) for _ in range(10)),
        *(edit(shelf, lamp, {"sku": f"LAMP-{turn}", "price_minor": 100}) for turn in range(10)),
        *(edit(shelf, teapot, {"sku": f"POT-{turn}", "is_active": True}) for turn in range(10)),
        *(shelf.sweep() for _ in range(3)),
        return_exceptions=True,
    )

    assert not [result for result in results if isinstance(result, Exception)]
    assert await shelf.books(lamp) == Books(on_hand=500, reserved=20)
    assert await shelf.books(teapot) == Books(on_hand=500, reserved=20)


async def test_the_last_event_of_a_product_tells_what_is_true(shelf: Shelf) -> None:
    lamp = await shelf.put(stock=50, price="10.00")

    # Never the price that it has: an edit that changes nothing is none.
    await asyncio.gather(
        *(shelf.reserve((lamp, 1)) for _ in range(15)),
        *(edit(shelf, lamp, {"price_minor": 1001 + turn}) for turn in range(15)),
    )

    events = await shelf.events(f"product:{lamp}")
    prices = [payload["price"] for _, type_, payload in events if type_ == "product.updated"]
    assert [sequence for sequence, _, _ in events] == list(range(1, 32))
    # An event never shows a price that an earlier event has replaced.
    expected = "10.00"
    for _, type_, payload in events:
        expected = payload["price"] if type_ == "product.updated" else expected
        assert payload["price"] == expected
    assert events[-1][2]["price"] == prices[-1]
    assert events[-1][2]["stock_quantity"] == 35


async def test_setting_the_stock_while_buyers_buy_keeps_the_books(shelf: Shelf) -> None:
    lamp = await shelf.put(stock=20)

    results = await asyncio.gather(
        *(shelf.reserve((lamp, 1)) for _ in range(30)),
        *(count(shelf, lamp, 5) for _ in range(10)),
        return_exceptions=True,
    )

    outcomes = Counter(type(result) for result in results)
    assert set(outcomes) <= {Reservation, OutOfStock, type(None)}
    assert (await shelf.books(lamp)).reserved == outcomes[Reservation]
    await count(shelf, lamp, 3)
    books = await shelf.books(lamp)
    assert books.on_hand - books.reserved == 3


async def test_units_are_held_at_the_price_that_the_answer_names(shelf: Shelf) -> None:
    lamp = await shelf.put(stock=50, price="10.00")

    *reservations, _ = await asyncio.gather(
        *(shelf.reserve((lamp, 1)) for _ in range(20)),
        edit(shelf, lamp, {"price_minor": 1200}),
    )

    assert {str(held.lines[0].price) for held in reservations if held} <= {"10.00", "12.00"}
    for held in reservations:
        assert held is not None
        again = await shelf.reserve((lamp, 1), uid=held.id)
        assert again == held


async def test_of_many_creating_one_sku_at_once_one_wins(shelf: Shelf) -> None:
    results = await asyncio.gather(
        *(shelf.put(sku="LAMP") for _ in range(8)), return_exceptions=True
    )

    assert Counter(type(result) for result in results) == {int: 1, SkuTaken: 7}
