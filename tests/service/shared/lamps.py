"""Somebody lights lamps and a consumer hears of it, on either broker."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy import text

from backend_services.shared.clock import SystemClock
from backend_services.shared.db.session import SessionMaker, WriteSession
from backend_services.shared.ids import new_id
from backend_services.shared.messaging.broker import (
    OutgoingMessage,
    Publisher,
    Queue,
    ReceivedMessage,
)
from backend_services.shared.messaging.consumer import Consumer
from backend_services.shared.messaging.envelope import Envelope
from backend_services.shared.messaging.memory import MemoryBroker, MemoryQueue
from backend_services.shared.messaging.topology import Subscription
from tests.service.shared.conftest import LampLit

_PATIENCE = 60.0  # seconds, on a machine that is busy with other things


class LampBroker(Protocol):
    def publisher(self, service: str) -> Publisher: ...

    def queue(self, subscription: Subscription) -> Queue: ...


class PatientQueue(MemoryQueue):
    """Lets others work while it is asked."""

    async def receive(self, *, wait: int) -> Sequence[ReceivedMessage]:
        await asyncio.sleep(0.01)
        return await super().receive(wait=wait)


class PatientBroker(MemoryBroker):
    def queue(self, subscription: Subscription) -> MemoryQueue:
        queue = PatientQueue(subscription=subscription, clock=self._clock)
        return self._queues.setdefault(subscription.queue, queue)


@dataclass
class Hall:
    """Its handler can be held up, be broken, or find a database that takes nothing."""

    broker: LampBroker
    sessions: SessionMaker
    began: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    heard: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    dead: list[str] = field(default_factory=list[str])
    receives: list[int] = field(default_factory=list[int])
    held_up: dict[int, asyncio.Event] = field(default_factory=dict[int, asyncio.Event])
    broken: set[int] = field(default_factory=set[int])
    read_only_for: int = 0

    def __post_init__(self) -> None:
        self._subscription = Subscription(f"hall{new_id().hex}", new_id().hex, ("lamp.lit",))
        self.queue = self.broker.queue(self._subscription)
        self._consumers: list[Consumer[None]] = []

    async def ready(self) -> "Hall":
        """Subscribed: a queue hears only what is published after it exists."""
        await self.queue.receive(wait=0)
        return self

    @property
    def is_waiting(self) -> bool:
        """Whether the consumer knows that the database is away."""
        return any(consumer.database.is_waiting for consumer in self._consumers)

    def consumer(self, **how: Any) -> Consumer[None]:
        consumer = Consumer(
            queue=_Counting(self.queue, self.receives),
            handlers={LampLit: self._hear},
            sessions=self.sessions,
            deps=None,
            note_dead=self._note,
            **how,
        )
        self._consumers.append(consumer)
        return consumer

    def stop(self) -> None:
        for consumer in self._consumers:
            consumer.stopping.set()

    @asynccontextmanager
    async def consuming(self, **how: Any) -> AsyncGenerator[asyncio.Task[None]]:
        """A consumer at work; told to stop when the block ends."""
        task = asyncio.create_task(self.consumer(**how).run())
        try:
            yield task
        finally:
            self.stop()
            await task

    async def light(self, *lamps: tuple[int, int]) -> None:
        """Pairs of lamp and turn."""
        for lamp, turn in lamps:
            envelope = Envelope(
                event_id=new_id(),
                aggregate=f"lamp:{lamp}",
                sequence=turn,
                occurred_at=SystemClock().now(),
                event=LampLit(lamp_id=lamp, turn=turn),
                headers={},
            )
            message = OutgoingMessage(
                event_id=envelope.event_id,
                group=envelope.aggregate,
                type="lamp.lit",
                body=envelope.encode(),
            )
            await self.broker.publisher(self._subscription.source).publish([message])

    async def _hear(self, session: WriteSession, envelope: Envelope[LampLit], deps: None) -> None:
        del deps
        lamp, turn = envelope.event.lamp_id, envelope.event.turn
        self.began.append((lamp, turn))
        if lamp in self.held_up:
            await self.held_up[lamp].wait()
        if lamp in self.broken:
            raise ConnectionResetError
        if len(self.began) <= self.read_only_for:
            await session.execute(text("set transaction read only"))
            await session.execute(text("delete from inbox"))
        self.heard.append((lamp, turn))

    async def _note(self, message: object, error: Exception) -> None:
        del message
        self.dead.append(type(error).__name__)


@dataclass
class _Counting:
    """A queue that tells how often each message was received."""

    queue: Queue
    receives: list[int]

    @property
    def name(self) -> str:
        return self.queue.name

    async def receive(self, *, wait: int) -> Sequence[ReceivedMessage]:
        received = await self.queue.receive(wait=wait)
        self.receives += [message.receive_count for message in received]
        return received

    async def delete_many(self, messages: Sequence[ReceivedMessage]) -> Sequence[ReceivedMessage]:
        return await self.queue.delete_many(messages)

    async def hide(self, message: ReceivedMessage, *, seconds: int) -> None:
        await self.queue.hide(message, seconds=seconds)

    async def put_aside(self, message: ReceivedMessage) -> None:
        await self.queue.put_aside(message)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(_PATIENCE):
        while not holds():  # noqa: ASYNC110 - what is waited for sets no event
            await asyncio.sleep(0.02)
