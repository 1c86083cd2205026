import asyncio
from collections import Counter
from collections.abc import Callable, Sequence

import pytest

from backend_services.products.domain.offer import OutOfStock
from backend_services.products.domain.reservation import Reservation, ReservationState
from backend_services.shared.db.session import SessionMaker
from backend_services.shared.ids import new_id
from tests.service.products.shelf import Books, Shelf


@pytest.fixture
def sessions(fresh_sessions: Callable[[str], SessionMaker]) -> SessionMaker:
    return fresh_sessions("products")


def outcomes(results: Sequence[object]) -> Counter[type]:
    return Counter(type(result) for result in results)


async def test_second_buyer_of_the_last_unit_is_refused(shelf: Shelf) -> None:
    lamp = await shelf.put(stock=1)
    await shelf.reserve((lamp, 1))

    with pytest.raises(OutOfStock, match=f"product {lamp}. Available: 0, requested: 1"):
        await shelf.reserve((lamp, 1))

    assert await shelf.books(lamp) == Books(on_hand=1, reserved=1)


async def test_two_buyers_at_once_share_one_unit_as_one_yes_and_one_no(shelf: Shelf) -> None:
    for _ in range(10):
        lamp = await shelf.put(stock=1)

        results = await asyncio.gather(
            shelf.reserve((lamp, 1)), shelf.reserve((lamp, 1)), return_exceptions=True
        )

        assert outcomes(results) == {Reservation: 1, OutOfStock: 1}
        assert await shelf.books(lamp) == Books(on_hand=1, reserved=1)


async def test_fifty_buyers_at_once_get_exactly_the_five_units(shelf: Shelf) -> None:
    lamp = await shelf.put(stock=5)

    results = await asyncio.gather(
        *(shelf.reserve((lamp, 1)) for _ in range(50)), return_exceptions=True
    )

    assert outcomes(results) == {Reservation: 5, OutOfStock: 45}
    assert await shelf.books(lamp) == Books(on_hand=5, reserved=5)


async def test_carts_of_two_lines_in_both_orders_neither_deadlock_nor_oversell(
    shelf: Shelf,
) -> None:
    lamp, teapot = await shelf.put(stock=7), await shelf.put(stock=30)
    there, back = ((lamp, 1), (teapot, 1)), ((teapot, 1), (lamp, 1))

    results = await asyncio.gather(
        *(shelf.reserve(*(there if turn % 2 else back)) for turn in range(40)),
        return_exceptions=True,
    )

    assert outcomes(results) == {Reservation: 7, OutOfStock: 33}
    assert await shelf.books(lamp) == Books(on_hand=7, reserved=7)
    assert await shelf.books(teapot) == Books(on_hand=30, reserved=7)


async def test_a_cart_with_one_short_line_holds_nothing(shelf: Shelf) -> None:
    lamp, teapot = await shelf.put(stock=5), await shelf.put(stock=1)
    told = await shelf.events(f"product:{lamp}")
    uid = new_id()

    with pytest.raises(OutOfStock, match=f"product {teapot}. Available: 1, requested: 2"):
        await shelf.reserve((lamp, 1), (teapot, 2), uid=uid)

    assert await shelf.books(lamp) == Books(on_hand=5, reserved=0)
    assert await shelf.books(teapot) == Books(on_hand=1, reserved=0)
    assert await shelf.state(uid) is None
    assert await shelf.events(f"product:{lamp}") == told


async def test_two_lines_of_one_product_count_together(shelf: Shelf) -> None:
    lamp = await shelf.put(stock=3)

    with pytest.raises(OutOfStock, match="Available: 3, requested: 6"):
        await shelf.reserve((lamp, 3), (lamp, 3))
    reservation = await shelf.reserve((lamp, 1), (lamp, 2))

    assert [(line.product_id, line.quantity) for line in reservation.lines] == [(lamp, 3)]
    assert await shelf.books(lamp) == Books(on_hand=3, reserved=3)


async def test_the_same_request_ten_times_at_once_is_one_hold_with_one_answer(
    shelf: Shelf,
) -> None:
    lamp = await shelf.put(stock=5)
    uid = new_id()

    first, *others = await asyncio.gather(*(shelf.reserve((lamp, 2), uid=uid) for _ in range(10)))

    assert all(other == first for other in others)
    assert first.state is ReservationState.HELD
    assert await shelf.books(lamp) == Books(on_hand=5, reserved=2)


async def test_a_refused_request_may_be_tried_again_under_its_id(shelf: Shelf) -> None:
    lamp = await shelf.put(stock=1)
    other = await shelf.reserve((lamp, 1))
    uid = new_id()
    with pytest.raises(OutOfStock):
        await shelf.reserve((lamp, 1), uid=uid)
    await shelf.release(other.id)

    assert (await shelf.reserve((lamp, 1), uid=uid)).state is ReservationState.HELD
