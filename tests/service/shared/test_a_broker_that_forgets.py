"""The emulator killed between its yes and the delivery: what it lost is published again."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from backend_services.shared.clock import SystemClock
from backend_services.shared.db.session import SessionMaker, WriteSession, unit_of_work
from backend_services.shared.ids import new_id
from backend_services.shared.messaging import outbox
from backend_services.shared.messaging.aws import AwsClients, SnsPublisher, SqsQueue, open_clients
from backend_services.shared.messaging.broker import BrokerUnavailable
from backend_services.shared.messaging.broker_memory import TopicMark
from backend_services.shared.messaging.consumer import Consumer
from backend_services.shared.messaging.envelope import Envelope
from backend_services.shared.messaging.outbox import Aggregate
from backend_services.shared.messaging.relay import Relay
from backend_services.shared.messaging.topology import Subscription
from backend_services.shared.messaging.wakeups import Wakeups
from local_stack.broker import Broker
from tests.fixtures.broker import settings_for
from tests.service.shared.conftest import LampLit

LAMPS = Subscription("house", "lamps", ("lamp.lit",))


class Mortal(Broker):
    """A broker that can be killed like by the kernel."""

    def kill(self) -> None:
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mortal]:
    broker = Mortal(tmp_path / "broker")
    broker.start()
    yield broker
    broker.stop()


@pytest.fixture
async def clients(broker: Mortal) -> AsyncIterator[AwsClients]:
    async with open_clients(settings_for(broker.url)) as clients:
        yield clients


class House:
    """One service that publishes and one that hears, on one database."""

    def __init__(self, sessions: SessionMaker, clients: AwsClients) -> None:
        self.sessions = sessions
        publisher = SnsPublisher(clients, service="lamps", hearers=[LAMPS])
        self.relay = Relay(
            sessions=sessions,
            publisher=publisher,
            wakeups=Wakeups(),
            memory=TopicMark(publisher),
        )
        self.heard: list[int] = []
        self.consumer = Consumer(
            queue=SqsQueue(clients, LAMPS),
            handlers={LampLit: self._hear},
            sessions=sessions,
            deps=None,
        )

    async def _hear(self, session: WriteSession, envelope: Envelope[LampLit], deps: None) -> None:
        del session, deps
        self.heard.append(envelope.event.turn)

    async def light(self, *turns: int) -> None:
        for turn in turns:
            async with unit_of_work(self.sessions) as session:
                await outbox.append(
                    session,
                    aggregate=Aggregate("lamp", 1, turn),
                    event=LampLit(lamp_id=1, turn=turn),
                    event_id=new_id(),
                    at=SystemClock().now(),
                )

    async def publish(self) -> None:
        for _ in range(40):
            try:
                while await self.relay.run_once():
                    pass
            except BrokerUnavailable:
                continue
            return
        raise AssertionError("the broker never came back")

    async def hear(self, count: int) -> list[int]:
        for _ in range(40):
            if len(self.heard) >= count:
                break
            try:
                await self.consumer.run_once(wait=1)
            except BrokerUnavailable:
                await asyncio.sleep(0.05)
        return self.heard


@pytest.fixture
def house(sessions: SessionMaker, clients: AwsClients) -> House:
    return House(sessions, clients)


@pytest.mark.timeout(180)
async def test_what_was_accepted_and_lost_is_published_again_in_order(
    house: House, broker: Mortal
) -> None:
    await house.light(1, 2)
    await house.publish()
    assert await house.hear(2) == [1, 2]
    await house.light(3, 4, 5)
    await house.publish()

    broker.kill()
    broker.start()
    await house.publish()

    assert await house.hear(5) == [1, 2, 3, 4, 5]


@pytest.mark.timeout(180)
async def test_a_broker_that_comes_back_as_it_was_long_ago_is_told_the_rest(
    house: House, broker: Mortal
) -> None:
    await house.light(1, 2)
    await house.publish()
    broker.stop()  # in order: it keeps these two
    broker.start()
    await house.light(3)
    await house.publish()

    broker.kill()
    broker.start()
    await house.publish()

    assert await house.hear(3) == [1, 2, 3]
    # One lamp's events arrive in order: what came again would come before the fourth.
    await house.light(4)
    await house.publish()
    assert await house.hear(4) == [1, 2, 3, 4]


@pytest.mark.timeout(180)
async def test_a_broker_that_forgot_nothing_is_told_nothing_twice(house: House) -> None:
    await house.light(1, 2)
    await house.publish()

    assert await house.relay.run_once() == 0


@pytest.mark.timeout(180)
async def test_something_new_does_not_hide_what_was_lost(house: House, broker: Mortal) -> None:
    await house.light(1, 2)
    await house.publish()
    broker.kill()
    broker.start()
    await house.light(3)
    await house.publish()

    assert await house.hear(3) == [1, 2, 3]


@pytest.mark.timeout(180)
async def test_events_wait_for_a_hearer_that_has_never_run(
    house: House, clients: AwsClients
) -> None:
    await house.light(1)
    await house.publish()

    answer: Any = await clients.sqs.get_queue_url(QueueName=LAMPS.queue)

    assert LAMPS.queue in answer["QueueUrl"]
    assert await house.hear(1) == [1]
