"""The broker inside one process: for tests that drain whole journeys without waiting.

tests/contract/test_broker.py runs the same claims on this and on the real protocol.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from backend_services.shared.clock import Clock
from backend_services.shared.messaging.broker import (
    OutgoingMessage,
    PublishResult,
    ReceivedMessage,
)
from backend_services.shared.messaging.topology import MAX_RECEIVES, VISIBILITY, Subscription

_BATCH = 10


@dataclass(slots=True)
class _Stored:
    message: OutgoingMessage
    receipt: str
    visible_at: datetime
    receives: int = 0


@dataclass(slots=True)
class MemoryQueue:
    """One subscription's queue: FIFO in each group, dead letters after too many receives."""

    subscription: Subscription
    clock: Clock
    dead_letters: list[OutgoingMessage] = field(default_factory=list[OutgoingMessage])
    _stored: deque[_Stored] = field(default_factory=deque[_Stored])
    _seen: set[UUID] = field(default_factory=set[UUID])

    @property
    def name(self) -> str:
        return self.subscription.queue

    def deliver(self, message: OutgoingMessage) -> None:
        if message.type in self.subscription.types and message.event_id not in self._seen:
            self._seen.add(message.event_id)
            receipt = str(message.event_id)
            self._stored.append(_Stored(message, receipt, visible_at=self.clock.now()))

    async def receive(self, *, wait: int) -> Sequence[ReceivedMessage]:
        """Answer at once, whatever `wait`: nobody else could send meanwhile."""
        del wait
        now = self.clock.now()
        blocked: set[str] = set()
        taken: list[_Stored] = []
        for stored in tuple(self._stored):
            group = stored.message.group
            if stored.visible_at > now:
                blocked.add(group)
            elif group not in blocked and len(taken) < _BATCH:
                self._take(stored, taken=taken, now=now)
        return [
            ReceivedMessage(
                body=stored.message.body,
                group=stored.message.group,
                receipt=stored.receipt,
                receive_count=stored.receives,
            )
            for stored in taken
        ]

    def _take(self, stored: _Stored, *, taken: list[_Stored], now: datetime) -> None:
        if stored.receives >= MAX_RECEIVES:
            self._stored.remove(stored)
            self.dead_letters.append(stored.message)
            return
        stored.receives += 1
        stored.visible_at = now + timedelta(seconds=VISIBILITY)
        taken.append(stored)

    async def delete_many(self, messages: Sequence[ReceivedMessage]) -> Sequence[ReceivedMessage]:
        receipts = {stored.receipt: stored for stored in self._stored}
        kept: list[ReceivedMessage] = []
        for message in messages:
            stored = receipts.pop(message.receipt, None)
            if stored is None:
                kept.append(message)
            else:
                self._stored.remove(stored)
        return kept

    async def hide(self, message: ReceivedMessage, *, seconds: int) -> None:
        for stored in self._stored:
            if stored.receipt == message.receipt:
                stored.visible_at = self.clock.now() + timedelta(seconds=seconds)

    async def put_aside(self, message: ReceivedMessage) -> None:
        for stored in tuple(self._stored):
            if stored.receipt == message.receipt:
                self._stored.remove(stored)
                self.dead_letters.append(stored.message)


class MemoryBroker:
    """All topics and queues of one test."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._queues: dict[str, MemoryQueue] = {}

    def queue(self, subscription: Subscription) -> MemoryQueue:
        """The subscription's queue; it hears what is published from now on."""
        return self._queues.setdefault(
            subscription.queue, MemoryQueue(subscription=subscription, clock=self._clock)
        )

    def publisher(self, service: str) -> "MemoryPublisher":
        return MemoryPublisher(self, service)

    def deliver(self, service: str, *, message: OutgoingMessage) -> None:
        for queue in self._queues.values():
            if queue.subscription.source == service:
                queue.deliver(message)


@dataclass(frozen=True, slots=True)
class MemoryPublisher:
    broker: MemoryBroker
    service: str

    async def publish(self, messages: Sequence[OutgoingMessage]) -> PublishResult:
        for message in messages:
            self.broker.deliver(self.service, message=message)
        return PublishResult(accepted=frozenset(message.event_id for message in messages))
