import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from backend_services.shared.clock import FixedClock, SystemClock
from backend_services.shared.db.session import SessionMaker, WriteSession
from backend_services.shared.ids import new_id
from backend_services.shared.messaging.broker import (
    BrokerUnavailable,
    OutgoingMessage,
    ReceivedMessage,
)
from backend_services.shared.messaging.consumer import MAX_ATTEMPTS, Consumer, Consumes, consume
from backend_services.shared.messaging.deletions import Deletions
from backend_services.shared.messaging.envelope import Envelope
from backend_services.shared.messaging.memory import MemoryBroker, MemoryQueue
from backend_services.shared.messaging.tables import INBOX
from backend_services.shared.observability.context import current_headers
from tests.service.shared.conftest import LampLit


@dataclass
class Seen:
    turns: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    headers: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    broken_lamp: int | None = None
    failures_left: int = 1_000
    attempts: list[int] = field(default_factory=list[int])
    dead: list[tuple[str, Exception]] = field(default_factory=list[tuple[str, Exception]])

    async def note_dead(self, message: ReceivedMessage, error: Exception) -> None:
        self.dead.append((message.body, error))


async def on_lamp_lit(session: WriteSession, envelope: Envelope[LampLit], deps: Seen) -> None:
    await session.execute(select(1))
    deps.attempts.append(envelope.event.turn)
    if envelope.event.lamp_id == deps.broken_lamp and deps.failures_left:
        deps.failures_left -= 1
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
    return Consumer(
        queue=queue,
        handlers=CONSUMES.handlers,
        sessions=sessions,
        deps=seen,
        note_dead=seen.note_dead,
        back_off=(0, 0, 0, 0),
    )


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
    await publish(lit(1, 1), lit(2, 1))

    assert await consumer.run_once(wait=0) == 1

    assert seen.turns == [(2, 1)]
    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(INBOX)) == 1


async def test_what_fails_once_is_tried_again_and_the_group_goes_on_in_order(
    consumer: Consumer[Seen], publish: Publish, seen: Seen, queue: MemoryQueue
) -> None:
    seen.broken_lamp, seen.failures_left = 1, MAX_ATTEMPTS - 1
    await publish(lit(1, 1), lit(1, 2))

    assert await consumer.run_once(wait=0) == 2

    assert seen.turns == [(1, 1), (1, 2)]
    assert queue.dead_letters == []


async def test_a_poison_message_is_put_aside_and_what_is_behind_it_has_all_its_attempts(
    consumer: Consumer[Seen], publish: Publish, seen: Seen, queue: MemoryQueue
) -> None:
    seen.broken_lamp, seen.failures_left = 1, MAX_ATTEMPTS + MAX_ATTEMPTS - 1
    poison, behind, last = lit(1, 1), lit(1, 2), lit(1, 3)
    await publish(poison, behind, last)

    assert await consumer.run_once(wait=0) == 2

    assert seen.attempts == [1] * MAX_ATTEMPTS + [2] * MAX_ATTEMPTS + [3]
    assert seen.turns == [(1, 2), (1, 3)]
    assert [message.event_id for message in queue.dead_letters] == [poison.event_id]
    assert [message for message, _ in seen.dead] == [poison.encode()]
    assert [type(error) for _, error in seen.dead] == [ConnectionResetError]


async def test_who_cannot_put_a_poison_message_aside_gives_its_group_back_in_order(
    consumer: Consumer[Seen], publish: Publish, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise BrokerUnavailable

    seen.broken_lamp = 1
    await publish(lit(1, 1), lit(1, 2))
    monkeypatch.setattr(MemoryQueue, "put_aside", away)

    assert await consumer.run_once(wait=0) == 0

    seen.broken_lamp = None
    assert await consumer.run_once(wait=0) == 2
    assert seen.turns == [(1, 1), (1, 2)]


async def test_a_body_that_is_no_envelope_ends_as_a_dead_letter(
    consumer: Consumer[Seen], broker: MemoryBroker, queue: MemoryQueue
) -> None:
    junk = OutgoingMessage(event_id=new_id(), group="lamp:1", type="lamp.lit", body="junk")
    await broker.publisher("lamps").publish([junk])

    assert await consumer.run_once(wait=0) == 0

    assert queue.dead_letters == [junk]


async def test_while_one_call_deletes_the_next_one_fills(
    publish: Publish, queue: MemoryQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []
    may_answer = asyncio.Event()
    delete_many = MemoryQueue.delete_many

    async def slow(
        queue: MemoryQueue, messages: Sequence[ReceivedMessage]
    ) -> Sequence[ReceivedMessage]:
        calls.append(len(messages))
        await may_answer.wait()
        return await delete_many(queue, messages)

    monkeypatch.setattr(MemoryQueue, "delete_many", slow)
    await publish(*(lit(lamp, 1) for lamp in range(12)))
    first, *others = [*await queue.receive(wait=0), *await queue.receive(wait=0)]
    deletions = Deletions(queue)

    deletions.add(first)
    await asyncio.sleep(0)  # the first call begins
    for other in others:
        deletions.add(other)
    may_answer.set()
    await deletions.settled()

    assert calls == [1, 10, 1]
    assert await queue.receive(wait=0) == []


async def test_what_the_broker_does_not_delete_at_once_is_deleted_the_second_time(
    consumer: Consumer[Seen],
    publish: Publish,
    queue: MemoryQueue,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls: list[int] = []
    delete_many = MemoryQueue.delete_many

    async def forgetful(
        queue: MemoryQueue, messages: Sequence[ReceivedMessage]
    ) -> Sequence[ReceivedMessage]:
        calls.append(len(messages))
        return await delete_many(queue, messages) if len(calls) > 1 else messages

    monkeypatch.setattr(MemoryQueue, "delete_many", forgetful)
    await publish(lit(1, 1))

    assert await consumer.run_once(wait=0) == 1

    clock.advance(timedelta(hours=1))
    assert await queue.receive(wait=0) == []
    assert calls == [1, 1]
