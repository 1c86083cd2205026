import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from backend_services.contracts.orders import (
    OrderCancelledV1,
    OrderCreatedV1,
    OrderRejectedV1,
)
from backend_services.products.consumers import CONSUMES, ConsumerDeps
from backend_services.shared.db.session import SessionMaker
from backend_services.shared.ids import new_id
from backend_services.shared.messaging.broker import OutgoingMessage
from backend_services.shared.messaging.consumer import consume
from backend_services.shared.messaging.envelope import Envelope
from backend_services.shared.messaging.event import Event
from tests.fixtures.messaging import Drain
from tests.service.products.shelf import Books, Shelf


@pytest.fixture
def sessions(fresh_sessions: Callable[[str], SessionMaker]) -> SessionMaker:
    return fresh_sessions("products")


ORDER: dict[str, Any] = {"order_id": 41, "user_id": 7, "user_email": "buyer@example.com"}


def created(uid: UUID) -> Event:
    return OrderCreatedV1(**ORDER, reservation_id=uid, lines=(), total="0.00", currency="USD")


def cancelled(uid: UUID) -> Event:
    return OrderCancelledV1(
        **ORDER,
        reservation_id=uid,
        old_status="pending",
        new_status="cancelled",
        updated_by="customer",
    )


def rejected(uid: UUID) -> Event:
    return OrderRejectedV1(**ORDER, reservation_id=uid, reason="interrupted")


class Orders:
    """Stands where the orders service stands: says events, as often as it likes."""

    def __init__(self, shelf: Shelf, drain: Drain) -> None:
        self._shelf = shelf
        self._drain = drain
        self._sequence = 0
        self.deps = ConsumerDeps(shelf.clock, new_id)
        drain.add("products", sessions=shelf.sessions, consumes=CONSUMES, deps=self.deps)

    def envelope(self, event: Event) -> Envelope[Any]:
        self._sequence += 1
        return Envelope(
            event_id=new_id(),
            aggregate="order:41",
            sequence=self._sequence,
            occurred_at=self._shelf.clock.now(),
            event=event,
        )

    async def say(self, *events: Event) -> None:
        for envelope in map(self.envelope, events):
            message = OutgoingMessage(
                event_id=envelope.event_id,
                group=envelope.aggregate,
                type=envelope.event.type,
                body=envelope.encode(),
            )
            await self._drain.broker.publisher("orders").publish([message])
        await self._drain()

    async def say_at_once(self, event: Event, *, times: int) -> None:
        envelope = self.envelope(event)
        await asyncio.gather(
            *(
                consume(
                    envelope,
                    consumer="products-orders.fifo",
                    handlers=CONSUMES[0].handlers,
                    sessions=self._shelf.sessions,
                    deps=self.deps,
                )
                for _ in range(times)
            )
        )


@pytest.fixture
def orders(shelf: Shelf, drain: Drain) -> Orders:
    return Orders(shelf, drain)


async def test_a_created_order_sells_its_hold(shelf: Shelf, orders: Orders) -> None:
    lamp = await shelf.put(stock=5)
    uid = (await shelf.reserve((lamp, 2))).id

    await orders.say(created(uid))

    assert await shelf.books(lamp) == Books(on_hand=3, reserved=0)


async def test_a_cancelled_order_gives_its_units_back(shelf: Shelf, orders: Orders) -> None:
    lamp = await shelf.put(stock=5)
    uid = (await shelf.reserve((lamp, 2))).id

    await orders.say(created(uid), cancelled(uid), cancelled(uid))

    assert await shelf.books(lamp) == Books(on_hand=5, reserved=0)
    assert [
        payload["stock_quantity"] for _, _, payload in await shelf.events(f"product:{lamp}")
    ] == [5, 3, 5]


async def test_a_rejected_order_frees_its_hold(shelf: Shelf, orders: Orders) -> None:
    lamp = await shelf.put(stock=5)
    uid = (await shelf.reserve((lamp, 2))).id

    await orders.say(rejected(uid))

    assert await shelf.books(lamp) == Books(on_hand=5, reserved=0)


async def test_the_end_of_an_order_that_never_got_its_hold_changes_nothing(
    shelf: Shelf, orders: Orders, drain: Drain
) -> None:
    lamp = await shelf.put(stock=5)

    await orders.say(rejected(new_id()), cancelled(new_id()))

    assert await shelf.books(lamp) == Books(on_hand=5, reserved=0)
    assert drain.dead_letters() == []


async def test_one_event_delivered_many_times_at_once_counts_once(
    shelf: Shelf, orders: Orders
) -> None:
    lamp = await shelf.put(stock=5)
    uid = (await shelf.reserve((lamp, 2))).id

    await orders.say_at_once(created(uid), times=5)
    assert await shelf.books(lamp) == Books(on_hand=3, reserved=0)

    await orders.say_at_once(cancelled(uid), times=5)
    assert await shelf.books(lamp) == Books(on_hand=5, reserved=0)
