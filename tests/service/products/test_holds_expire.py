import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from backend_services.products.domain.offer import OutOfStock
from backend_services.products.domain.reservation import ReservationState
from backend_services.shared.db.session import SessionMaker
from backend_services.shared.ids import new_id
from tests.service.products.shelf import Books, Shelf


@pytest.fixture
def sessions(fresh_sessions: Callable[[str], SessionMaker]) -> SessionMaker:
    return fresh_sessions("products")


async def test_a_hold_that_is_due_is_freed_and_told_of(shelf: Shelf) -> None:
    lamp = await shelf.put(stock=5)
    uid = (await shelf.reserve((lamp, 2))).id
    shelf.let_holds_expire()

    assert await shelf.sweep() == 1

    assert await shelf.state(uid) == "expired"
    assert await shelf.books(lamp) == Books(on_hand=5, reserved=0)
    assert await shelf.events(f"reservation:{uid}") == [
        (2, "reservation.expired", {"reservation_id": str(uid)})
    ]
    assert [
        (type_, payload["stock_quantity"])
        for _, type_, payload in await shelf.events(f"product:{lamp}")
    ] == [("product.created", 5), ("product.stock_changed", 3), ("product.stock_changed", 5)]


async def test_a_hold_in_its_time_and_a_sold_one_stay(shelf: Shelf) -> None:
    lamp = await shelf.put(stock=5)
    sold = (await shelf.reserve((lamp, 2))).id
    await shelf.commit(sold)
    shelf.clock.advance(shelf.ttl - timedelta(seconds=1))
    held = (await shelf.reserve((lamp, 1))).id
    shelf.clock.advance(timedelta(seconds=1))

    assert await shelf.sweep() == 0

    assert await shelf.state(sold) == "committed"
    assert await shelf.state(held) == "held"


async def test_two_sweepers_free_each_hold_once(shelf: Shelf) -> None:
    lamp, teapot = await shelf.put(stock=100), await shelf.put(stock=100)
    uids = [(await shelf.reserve((teapot, 1), (lamp, 2))).id for _ in range(30)]
    shelf.let_holds_expire()

    swept = await asyncio.gather(*(shelf.sweep() for _ in range(4)))
    swept.append(await shelf.sweep())

    assert sum(swept) == 30
    assert await shelf.books(lamp) == Books(on_hand=100, reserved=0)
    assert await shelf.books(teapot) == Books(on_hand=100, reserved=0)
    for uid in uids:
        assert len(await shelf.events(f"reservation:{uid}")) == 1


async def test_asked_again_an_expired_reservation_says_so_and_holds_nothing(shelf: Shelf) -> None:
    lamp = await shelf.put(stock=5)
    uid = (await shelf.reserve((lamp, 2))).id
    shelf.let_holds_expire()
    await shelf.sweep()

    assert (await shelf.reserve((lamp, 2), uid=uid)).state is ReservationState.EXPIRED

    assert await shelf.books(lamp) == Books(on_hand=5, reserved=0)


async def test_a_late_order_takes_its_units_again_while_there_are_some(shelf: Shelf) -> None:
    lamp = await shelf.put(stock=2)
    uid = (await shelf.reserve((lamp, 2))).id
    shelf.let_holds_expire()
    await shelf.sweep()

    await asyncio.gather(*(shelf.commit(uid) for _ in range(4)))

    assert await shelf.state(uid) == "committed"
    assert await shelf.books(lamp) == Books(on_hand=0, reserved=0)
    assert [type_ for _, type_, _ in await shelf.events(f"reservation:{uid}")] == [
        "reservation.expired"
    ]


async def test_a_late_order_whose_units_are_gone_is_told_so_once(shelf: Shelf) -> None:
    lamp, teapot = await shelf.put(stock=2), await shelf.put(stock=5)
    uid = (await shelf.reserve((lamp, 1), (teapot, 1))).id
    shelf.let_holds_expire()
    await shelf.sweep()
    await shelf.reserve((lamp, 2))

    await asyncio.gather(*(shelf.commit(uid, order_id=41) for _ in range(4)))

    assert await shelf.state(uid) == "released"
    assert await shelf.books(lamp) == Books(on_hand=2, reserved=2)
    assert await shelf.books(teapot) == Books(on_hand=5, reserved=0)
    assert await shelf.events(f"reservation:{uid}") == [
        (2, "reservation.expired", {"reservation_id": str(uid)}),
        (3, "stock.unavailable", {"reservation_id": str(uid), "order_id": 41}),
    ]


async def test_an_order_of_an_unknown_reservation_is_told_that_it_has_no_units(
    shelf: Shelf,
) -> None:
    uid = new_id()

    await shelf.commit(uid, order_id=41)

    assert await shelf.events(f"reservation:{uid}") == [
        (1, "stock.unavailable", {"reservation_id": str(uid), "order_id": 41})
    ]


async def test_freed_units_can_be_held_by_the_next_buyer(shelf: Shelf) -> None:
    lamp = await shelf.put(stock=1)
    await shelf.reserve((lamp, 1))
    with pytest.raises(OutOfStock):
        await shelf.reserve((lamp, 1))
    shelf.let_holds_expire()
    await shelf.sweep()

    await shelf.reserve((lamp, 1))

    assert await shelf.books(lamp) == Books(on_hand=1, reserved=1)
