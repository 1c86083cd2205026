import asyncio
import random
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from backend_services.shared.clock import SystemClock
from backend_services.shared.db.session import SessionMaker, unit_of_work
from backend_services.shared.ids import new_id
from backend_services.shared.messaging import outbox
from backend_services.shared.messaging.broker import (
    BrokerUnavailable,
    OutgoingMessage,
    Publisher,
    PublishResult,
)
from backend_services.shared.messaging.envelope import decode_message
from backend_services.shared.messaging.outbox import Aggregate
from backend_services.shared.messaging.relay import Relay, pending_count
from backend_services.shared.messaging.tables import OUTBOX
from backend_services.shared.messaging.wakeups import Wakeups
from tests.service.shared.conftest import LampLit


@dataclass
class Recorder:
    """Takes everything and remembers it, in order."""

    sent: list[OutgoingMessage] = field(default_factory=list[OutgoingMessage])

    async def publish(self, messages: Sequence[OutgoingMessage]) -> PublishResult:
        self.sent.extend(messages)
        return PublishResult(accepted=frozenset(message.event_id for message in messages))


@dataclass
class Crashing(Recorder):
    """Now and then dies just before or just after the broker took the batch."""

    chance: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311 - a replayable test

    async def publish(self, messages: Sequence[OutgoingMessage]) -> PublishResult:
        if self.chance.random() < 0.2:
            raise BrokerUnavailable
        result = await super().publish(messages)
        if self.chance.random() < 0.2:
            raise BrokerUnavailable
        return result


@dataclass
class Refusing(Recorder):
    """Refuses whatever is about the lamp with that number."""

    lamp: int = 0

    async def publish(self, messages: Sequence[OutgoingMessage]) -> PublishResult:
        refused = {
            message.event_id: "too bright"
            for message in messages
            if message.group == f"lamp:{self.lamp}"
        }
        taken = [message for message in messages if message.event_id not in refused]
        result = await super().publish(taken)
        return PublishResult(accepted=result.accepted, rejected=refused)


def relay(sessions: SessionMaker, publisher: Publisher) -> Relay:
    return Relay(sessions=sessions, publisher=publisher, wakeups=Wakeups())


async def light(sessions: SessionMaker, *, lamp: int, turn: int) -> None:
    async with unit_of_work(sessions) as session:
        await outbox.append(
            session,
            aggregate=Aggregate("lamp", lamp, turn),
            event=LampLit(lamp_id=lamp, turn=turn),
            event_id=new_id(),
            at=SystemClock().now(),
        )


async def pending(sessions: SessionMaker) -> int:
    async with sessions() as session:
        return await pending_count(session)


def turns(sent: Sequence[OutgoingMessage]) -> dict[str, list[int]]:
    """The first arrival of each turn, lamp by lamp: later ones are duplicates the inbox drops."""
    seen: defaultdict[str, list[int]] = defaultdict(list)
    for message in sent:
        turn = decode_message(message.body).event.turn
        if turn not in seen[message.group]:
            seen[message.group].append(turn)
    return dict(seen)


async def test_an_event_is_published_once_and_marked(sessions: SessionMaker) -> None:
    recorder = Recorder()
    await light(sessions, lamp=1, turn=1)

    assert await relay(sessions, recorder).run_once() == 1
    assert await relay(sessions, recorder).run_once() == 0

    assert turns(recorder.sent) == {"lamp:1": [1]}
    assert await pending(sessions) == 0


async def test_an_unreachable_broker_leaves_every_event_waiting(sessions: SessionMaker) -> None:
    class Down:
        async def publish(self, messages: Sequence[OutgoingMessage]) -> PublishResult:
            raise BrokerUnavailable(len(messages))

    await light(sessions, lamp=1, turn=1)

    with pytest.raises(BrokerUnavailable):
        await relay(sessions, Down()).run_once()

    assert await pending(sessions) == 1


async def test_four_crashing_relays_lose_nothing_and_keep_each_lamps_order(
    sessions: SessionMaker,
) -> None:
    lamps, last_turn = 12, 10
    crashing = Crashing()
    for turn in range(1, last_turn + 1):
        await asyncio.gather(*(light(sessions, lamp=lamp, turn=turn) for lamp in range(lamps)))

    async def work() -> None:
        one = relay(sessions, crashing)
        while await pending(sessions):
            with suppress(BrokerUnavailable):
                await one.run_once()

    await asyncio.gather(*(work() for _ in range(4)))

    everything = list(range(1, last_turn + 1))
    assert turns(crashing.sent) == {f"lamp:{lamp}": everything for lamp in range(lamps)}


async def postpone(sessions: SessionMaker, by: timedelta) -> None:
    """The next attempt at what was refused, which would come of itself after two seconds."""
    async with sessions.begin() as session:
        await session.execute(
            update(OUTBOX).where(OUTBOX.c.attempts > 0).values(retry_at=OUTBOX.c.retry_at + by)
        )


async def test_a_refused_event_waits_and_only_its_own_lamp_waits_with_it(
    sessions: SessionMaker,
) -> None:
    refusing = Refusing(lamp=1)
    for turn in (1, 2):
        await light(sessions, lamp=1, turn=turn)
        await light(sessions, lamp=2, turn=turn)

    one = relay(sessions, refusing)
    published = [await one.run_once()]
    await postpone(sessions, timedelta(hours=1))
    published += [await one.run_once() for _ in range(2)]

    assert published == [1, 1, 0]
    assert turns(refusing.sent) == {"lamp:2": [1, 2]}
    async with sessions() as session:
        waiting = (
            await session.execute(
                select(OUTBOX.c.sequence, OUTBOX.c.attempts)
                .where(OUTBOX.c.published_at.is_(None))
                .order_by(OUTBOX.c.position)
            )
        ).all()
    assert [tuple(row) for row in waiting] == [(1, 1), (2, 0)]


async def test_a_refused_event_is_tried_again_when_its_time_has_come(
    sessions: SessionMaker,
) -> None:
    await light(sessions, lamp=1, turn=1)
    await relay(sessions, Refusing(lamp=1)).run_once()
    await postpone(sessions, timedelta(hours=1))
    recorder = Recorder()
    assert await relay(sessions, recorder).run_once() == 0

    await postpone(sessions, -timedelta(hours=2))

    assert await relay(sessions, recorder).run_once() == 1
    assert turns(recorder.sent) == {"lamp:1": [1]}
