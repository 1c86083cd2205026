import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from backend_services.shared.clock import FixedClock, SystemClock
from backend_services.shared.db.session import SessionMaker, WriteSession
from backend_services.shared.ids import new_id
from backend_services.shared.messaging.broker import OutgoingMessage
from backend_services.shared.messaging.consumer import Consumer, Consumes, consume
from backend_services.shared.messaging.envelope import Envelope
from backend_services.shared.messaging.memory import MemoryBroker, MemoryQueue
from backend_services.shared.messaging.tables import INBOX
from backend_services.shared.messaging.topology import MAX_RECEIVES
from backend_services.shared.observability.context import current_headers
from tests.service.shared.conftest import LampLit


@dataclass
class Seen:
    turns: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    headers: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    broken_lamp: int | None = None


async def on_lamp_lit(session: WriteSession, envelope: Envelope[LampLit], deps: Seen) -> None:
    await session.execute(select(1))
    if envelope.event.lamp_id == deps.broken_lamp:
        raise ConnectionResetError
    deps.turns.append((envelope.event.lamp_id, envelope.event.turn))
    deps.headers.append(current_headers())


CONSUMES = Consumes[Seen](source="lamps", handlers={LampLit: on_lamp_lit})
Publish = Callable[..., Awaitable[None]]


def lit(lamp: int, turn: int) -> Envelope[LampLit]:
    return Envelope(
        event_id=new_id(),
        aggregate=f"lamp:{lamp}",
        sequence=turn,
        occurred_at=SystemClock().now(),
        event=LampLit(lamp_id=lamp, turn=turn),
        headers={"request_id": f"request-{turn}"},
    )


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(SystemClock().now())


@pytest.fixture
def broker(clock: FixedClock) -> MemoryBroker:
    return MemoryBroker(clock)


@pytest.fixture
def queue(broker: MemoryBroker) -> MemoryQueue:
    return broker.queue(CONSUMES.subscription("shop"))


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def consumer(queue: MemoryQueue, sessions: SessionMaker, seen: Seen) -> Consumer[Seen]:
    return Consumer(queue=queue, handlers=CONSUMES.handlers, sessions=sessions, deps=seen)


@pytest.fixture
def publish(broker: MemoryBroker) -> Publish:
    async def send(*envelopes: Envelope[Any]) -> None:
        await broker.publisher("lamps").publish(
            [
                OutgoingMessage(
                    event_id=each.event_id,
                    group=each.aggregate,
                    type=each.event.type,
                    body=each.encode(),
                )
                for each in envelopes
            ]
        )

    return send


async def test_an_event_is_handled_with_the_request_that_caused_it(
    consumer: Consumer[Seen], publish: Publish, seen: Seen
) -> None:
    event = lit(1, 1)
    await publish(event)

    assert await consumer.run_once(wait=0) == 1

    assert seen.turns == [(1, 1)]
    assert seen.headers == [{"request_id": "request-1", "event_id": str(event.event_id)}]


async def test_a_hundred_deliveries_at_once_have_one_effect(
    sessions: SessionMaker, seen: Seen
) -> None:
    event = lit(1, 1)

    await asyncio.gather(
        *(
            consume(
                event,
                consumer="shop",
                handlers=CONSUMES.handlers,
                sessions=sessions,
                deps=seen,
            )
            for _ in range(100)
        )
    )

    assert seen.turns == [(1, 1)]


async def test_two_consumers_have_an_effect_each(sessions: SessionMaker, seen: Seen) -> None:
    event = lit(1, 1)

    for name in ("shop", "press"):
        await consume(
            event, consumer=name, handlers=CONSUMES.handlers, sessions=sessions, deps=seen
        )

    assert seen.turns == [(1, 1), (1, 1)]


async def test_a_failure_rolls_back_the_inbox_and_holds_its_own_group_only(
    consumer: Consumer[Seen], publish: Publish, seen: Seen, sessions: SessionMaker
) -> None:
    seen.broken_lamp = 1
    await publish(lit(1, 1), lit(1, 2), lit(2, 1))

    assert await consumer.run_once(wait=0) == 1

    assert seen.turns == [(2, 1)]
    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(INBOX)) == 1


async def test_after_the_repair_the_group_goes_on_in_order(
    consumer: Consumer[Seen], publish: Publish, seen: Seen, clock: FixedClock
) -> None:
    seen.broken_lamp = 1
    await publish(lit(1, 1), lit(1, 2))
    await consumer.run_once(wait=0)

    seen.broken_lamp = None
    clock.advance(timedelta(minutes=2))
    await consumer.run_once(wait=0)

    assert seen.turns == [(1, 1), (1, 2)]


async def test_a_poison_message_ends_as_a_dead_letter_and_the_rest_goes_on(
    consumer: Consumer[Seen],
    publish: Publish,
    seen: Seen,
    clock: FixedClock,
    queue: MemoryQueue,
) -> None:
    seen.broken_lamp = 1
    await publish(lit(1, 1), lit(2, 1))

    for _ in range(MAX_RECEIVES + 1):
        await consumer.run_once(wait=0)
        clock.advance(timedelta(minutes=2))

    assert seen.turns == [(2, 1)]
    assert [message.group for message in queue.dead_letters] == ["lamp:1"]


async def test_a_body_that_is_no_envelope_ends_as_a_dead_letter(
    consumer: Consumer[Seen], broker: MemoryBroker, clock: FixedClock, queue: MemoryQueue
) -> None:
    junk = OutgoingMessage(event_id=new_id(), group="lamp:1", type="lamp.lit", body="junk")
    await broker.publisher("lamps").publish([junk])

    for _ in range(MAX_RECEIVES + 1):
        assert await consumer.run_once(wait=0) == 0
        clock.advance(timedelta(minutes=2))

    assert queue.dead_letters == [junk]
