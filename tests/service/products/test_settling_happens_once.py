import asyncio
from collections.abc import Callable

import pytest

from backend_services.shared.db.session import SessionMaker
from tests.service.products.shelf import Books, Shelf


@pytest.fixture
def sessions(fresh_sessions: Callable[[str], SessionMaker]) -> SessionMaker:
    return fresh_sessions("products")


async def test_an_order_that_stands_sells_its_units_once(shelf: Shelf) -> None:
    lamp, teapot = await shelf.put(stock=5), await shelf.put(stock=9)
    uid = (await shelf.reserve((lamp, 2), (teapot, 3))).id

    await asyncio.gather(*(shelf.commit(uid) for _ in range(6)))

    assert await shelf.state(uid) == "committed"
    assert await shelf.books(lamp) == Books(on_hand=3, reserved=0)
    assert await shelf.books(teapot) == Books(on_hand=6, reserved=0)


async def test_what_was_sold_comes_back_once(shelf: Shelf) -> None:
    lamp = await shelf.put(stock=5)
    uid = (await shelf.reserve((lamp, 2))).id
    await shelf.commit(uid)

    await asyncio.gather(*(shelf.release(uid) for _ in range(6)))

    assert await shelf.state(uid) == "released"
    assert await shelf.books(lamp) == Books(on_hand=5, reserved=0)


async def test_what_was_held_comes_back_once(shelf: Shelf) -> None:
    lamp = await shelf.put(stock=5)
    uid = (await shelf.reserve((lamp, 2))).id

    await asyncio.gather(*(shelf.release(uid) for _ in range(6)))

    assert await shelf.state(uid) == "released"
    assert await shelf.books(lamp) == Books(on_hand=5, reserved=0)


async def test_selling_and_giving_back_at_once_end_with_the_units_on_the_shelf(
    shelf: Shelf,
) -> None:
    for _ in range(5):
        lamp = await shelf.put(stock=5)
        uid = (await shelf.reserve((lamp, 2))).id

        await asyncio.gather(shelf.commit(uid), shelf.release(uid), shelf.commit(uid))

        assert await shelf.state(uid) == "released"
        assert await shelf.books(lamp) == Books(on_hand=5, reserved=0)


async def test_an_order_that_has_ended_sells_nothing_when_its_beginning_arrives_late(
    shelf: Shelf,
) -> None:
    lamp = await shelf.put(stock=5)
    uid = (await shelf.reserve((lamp, 2))).id
    shelf.let_holds_expire()
    await shelf.sweep()
    await shelf.release(uid)

    await shelf.commit(uid)

    assert await shelf.state(uid) == "released"
    assert await shelf.books(lamp) == Books(on_hand=5, reserved=0)
    assert [type_ for _, type_, _ in await shelf.events(f"reservation:{uid}")] == [
        "reservation.expired"
    ]


async def test_ending_an_order_that_nothing_was_held_for_changes_nothing(shelf: Shelf) -> None:
    lamp = await shelf.put(stock=5)
    uid = (await shelf.reserve((lamp, 1))).id
    await shelf.release(uid)
    told = await shelf.events(f"product:{lamp}")

    await shelf.release(uid)

    assert await shelf.events(f"product:{lamp}") == told
