"""What relay and consumers rely on: the same claims on the broker in memory and the real one."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Protocol, TypeAlias

import pytest

from backend_services.shared.clock import SystemClock
from backend_services.shared.ids import new_id
from backend_services.shared.messaging.aws import AwsClients, SnsPublisher, SqsQueue, open_clients
from backend_services.shared.messaging.broker import (
    OutgoingMessage,
    Publisher,
    Queue,
    ReceivedMessage,
)
from backend_services.shared.messaging.memory import MemoryBroker, MemoryQueue
from backend_services.shared.messaging.topology import MAX_RECEIVES, Subscription
from backend_services.shared.settings import BrokerSettings

DeadLetters: TypeAlias = Callable[[], Awaitable[list[str]]]


class Broker(Protocol):
    def publisher(self, service: str) -> Publisher: ...

    def queue(self, subscription: Subscription) -> Queue: ...


class AwsBroker:
    def __init__(self, clients: AwsClients) -> None:
        self.clients = clients

    def publisher(self, service: str) -> Publisher:
        return SnsPublisher(self.clients, service=service)

    def queue(self, subscription: Subscription) -> Queue:
        return SqsQueue(self.clients, subscription)


def message(group: str, text: str, *, type_: str = "lamp.lit") -> OutgoingMessage:
    return OutgoingMessage(event_id=new_id(), group=group, type=type_, body=json.dumps(text))


async def ready(queue: Queue) -> Queue:
    """Subscribed: a queue hears only what is published after it exists."""
    assert await queue.receive(wait=0) == []
    return queue


async def receive(queue: Queue, *, count: int) -> Sequence[ReceivedMessage]:
    """As many messages as are expected; the real protocol may need more than one poll."""
    received: list[ReceivedMessage] = []
    for _ in range(10):
        received += await queue.receive(wait=1)
        if len(received) >= count:
            break
    return received


def texts(messages: Sequence[ReceivedMessage]) -> list[str]:
    return [json.loads(message.body) for message in messages]


class BrokerClaims:
    """Inherited once for each broker."""

    @pytest.fixture
    def service(self) -> str:
        return f"lamps{new_id().hex}"

    @pytest.fixture
    async def queue(self, broker: Broker, service: str) -> Queue:
        lit = Subscription(consumer="shop", source=service, types=("lamp.lit",))
        return await ready(broker.queue(lit))

    @pytest.fixture
    def publisher(self, broker: Broker, service: str) -> Publisher:
        return broker.publisher(service)

    async def test_a_group_keeps_its_order(self, publisher: Publisher, queue: Queue) -> None:
        sent = [message("lamp:1", f"{n}") for n in range(5)]

        result = await publisher.publish(sent)

        assert result.accepted == {each.event_id for each in sent}
        assert texts(await receive(queue, count=5)) == ["0", "1", "2", "3", "4"]

    async def test_every_consumer_gets_its_own_copy(
        self, broker: Broker, service: str, publisher: Publisher, queue: Queue
    ) -> None:
        other = await ready(
            broker.queue(Subscription(consumer="press", source=service, types=("lamp.lit",)))
        )

        await publisher.publish([message("lamp:1", "on")])

        assert texts(await receive(queue, count=1)) == ["on"]
        assert texts(await receive(other, count=1)) == ["on"]

    async def test_types_nobody_asked_for_stay_away(
        self, publisher: Publisher, queue: Queue
    ) -> None:
        await publisher.publish(
            [message("lamp:1", "dim", type_="lamp.dimmed"), message("lamp:1", "on")]
        )

        assert texts(await receive(queue, count=1)) == ["on"]

    async def test_the_same_event_sent_twice_arrives_once(
        self, publisher: Publisher, queue: Queue
    ) -> None:
        lit, after = message("lamp:1", "on"), message("lamp:1", "after")

        for each in (lit, lit, after):
            await publisher.publish([each])

        assert texts(await receive(queue, count=2)) == ["on", "after"]

    async def test_a_group_waits_for_its_message_under_way_and_others_do_not(
        self, publisher: Publisher, queue: Queue
    ) -> None:
        await publisher.publish([message("lamp:1", "first")])
        [first] = await receive(queue, count=1)
        await publisher.publish([message("lamp:1", "second"), message("lamp:2", "other")])

        assert texts(await receive(queue, count=1)) == ["other"]

        assert await queue.delete_many([first]) == []
        assert texts(await receive(queue, count=1)) == ["second"]

    async def test_a_message_given_back_comes_again_and_is_counted(
        self, publisher: Publisher, queue: Queue
    ) -> None:
        await publisher.publish([message("lamp:1", "on")])
        [first] = await receive(queue, count=1)

        await queue.hide(first, seconds=0)
        [again] = await receive(queue, count=1)

        assert (first.receive_count, again.receive_count) == (1, 2)
        assert again.body == first.body

    async def test_what_fails_too_often_leaves_the_queue(
        self, publisher: Publisher, queue: Queue
    ) -> None:
        await publisher.publish([message("lamp:1", "poison"), message("lamp:2", "fine")])
        for _ in range(MAX_RECEIVES):
            for each in await receive(queue, count=1):
                if "poison" in each.body:
                    await queue.hide(each, seconds=0)
                else:
                    await queue.delete_many([each])

        assert await queue.receive(wait=0) == []

    async def test_deleted_messages_are_gone_more_than_one_call_takes(
        self, publisher: Publisher, queue: Queue
    ) -> None:
        for first in (0, 10):
            await publisher.publish([message(f"lamp:{first + n}", "on") for n in range(10)])
        received = await receive(queue, count=20)

        assert await queue.delete_many(received[:15]) == []

        for each in received[15:]:
            await queue.hide(each, seconds=0)
        left = await receive(queue, count=5)
        assert {each.group for each in left} == {each.group for each in received[15:]}

    async def test_what_is_no_longer_there_is_told_and_the_others_are_deleted(
        self, publisher: Publisher, queue: Queue
    ) -> None:
        await publisher.publish([message(f"lamp:{n}", "on") for n in range(3)])
        received = await receive(queue, count=3)
        await queue.delete_many(received[1:2])

        assert await queue.delete_many(received) == received[1:2]

        assert await queue.receive(wait=0) == []

    async def test_what_is_put_aside_makes_way_for_what_is_behind_it(
        self, publisher: Publisher, queue: Queue, dead_letters: DeadLetters
    ) -> None:
        await publisher.publish([message("lamp:1", "poison")])
        [poison] = await receive(queue, count=1)
        await publisher.publish([message("lamp:1", "behind")])

        await queue.put_aside(poison)

        assert texts(await receive(queue, count=1)) == ["behind"]
        assert await dead_letters() == ["poison"]


class TestMemoryBroker(BrokerClaims):
    @pytest.fixture
    def broker(self) -> Broker:
        return MemoryBroker(SystemClock())

    @pytest.fixture
    def dead_letters(self, queue: MemoryQueue) -> DeadLetters:
        async def bodies() -> list[str]:
            return [json.loads(each.body) for each in queue.dead_letters]

        return bodies


class TestAwsBroker(BrokerClaims):
    @pytest.fixture
    async def broker(self, broker_settings: BrokerSettings) -> AsyncIterator[Broker]:
        async with open_clients(broker_settings) as clients:
            yield AwsBroker(clients)

    @pytest.fixture
    def dead_letters(self, broker: AwsBroker, service: str) -> DeadLetters:
        async def bodies() -> list[str]:
            lit = Subscription(consumer="shop", source=service, types=("lamp.lit",))
            sqs = broker.clients.sqs
            url = (await sqs.get_queue_url(QueueName=lit.dead_letters))["QueueUrl"]
            answer = await sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)
            return [json.loads(each["Body"]) for each in answer["Messages"]]

        return bodies
