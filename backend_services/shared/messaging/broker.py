"""What the relay and the consumers need of a broker: publish to topics, receive from queues."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    event_id: UUID
    group: str  # events of one group keep their order
    type: str
    body: str


@dataclass(frozen=True, slots=True)
class PublishResult:
    accepted: frozenset[UUID]
    rejected: Mapping[UUID, str] = field(default_factory=dict[UUID, str])  # with the reason


@dataclass(frozen=True, slots=True)
class ReceivedMessage:
    body: str
    group: str
    receipt: str
    receive_count: int


class Publisher(Protocol):
    async def publish(self, messages: Sequence[OutgoingMessage]) -> PublishResult:
        """Send at most 10 messages.

        Raises:
            BrokerUnavailable: nothing is known about any of them.
        """
        ...


class Queue(Protocol):
    @property
    def name(self) -> str: ...

    async def receive(self, *, wait: int) -> Sequence[ReceivedMessage]:
        """At most 10 messages, after `wait` seconds at the latest; hidden from others for a while.

        Raises:
            BrokerUnavailable: the queue cannot be asked.
        """
        ...

    async def delete_many(self, messages: Sequence[ReceivedMessage]) -> Sequence[ReceivedMessage]:
        """Done with them, any number; answers those that the broker did not delete.

        Raises:
            BrokerUnavailable: nothing is known about some of them.
        """
        ...

    async def hide(self, message: ReceivedMessage, *, seconds: int) -> None:
        """Give the message back after so many seconds."""
        ...

    async def put_aside(self, message: ReceivedMessage) -> None:
        """From the queue to the dead letters; what is behind it in its group comes next.

        Raises:
            BrokerUnavailable: it may be in both.
        """
        ...


class BrokerUnavailable(Exception):
    """The broker does not answer, or lost what was set up in it."""
