import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeAlias, TypeVar, cast

from backend_services.shared.db.session import SessionMaker, WriteSession, unit_of_work
from backend_services.shared.messaging import inbox
from backend_services.shared.messaging.broker import BrokerUnavailable, Queue, ReceivedMessage
from backend_services.shared.messaging.envelope import Envelope, decode_message
from backend_services.shared.messaging.event import Event
from backend_services.shared.messaging.topology import MAX_RECEIVES, VISIBILITY, Subscription
from backend_services.shared.observability import messaging as metrics
from backend_services.shared.observability.context import bound
from backend_services.shared.observability.logging import get_logger

log = get_logger()

DepsT = TypeVar("DepsT")
NoteDead: TypeAlias = Callable[[ReceivedMessage, Exception], Awaitable[None]]
Handler: TypeAlias = Callable[[WriteSession, Envelope[Any], DepsT], Awaitable[None]]

_LONG_POLL: Final = 20  # seconds, the most that SQS allows
_HEARTBEAT: Final = 20.0  # seconds, well inside the visibility
_BACK_OFF: Final = (1, 4, 16, 60)  # seconds before a failed message is tried again


@dataclass(frozen=True)  # no slots: Python 3.11 cannot subscript such a generic class
class Consumes(Generic[DepsT]):
    """Which events of `source` a service reads, and what each of them makes it do."""

    source: str
    handlers: Mapping[type[Event], Handler[DepsT]]

    def subscription(self, consumer: str) -> Subscription:
        types = tuple(sorted(event.type for event in self.handlers))
        return Subscription(consumer=consumer, source=self.source, types=types)


@dataclass(frozen=True)  # no slots: Python 3.11 cannot subscript such a generic class
class Consumer(Generic[DepsT]):
    """Reads one queue for ever: groups beside each other, a group in order."""

    queue: Queue
    handlers: Mapping[type[Event], Handler[DepsT]]
    sessions: SessionMaker
    deps: DepsT
    note_dead: NoteDead | None = None

    async def run(self) -> None:
        """Consume until cancelled; a broker that is late or down only makes it wait."""
        failures = 0
        while True:
            try:
                await self.run_once(wait=_LONG_POLL)
                failures = 0
            except BrokerUnavailable as error:
                failures += 1
                log.warning("consumer.broker_unavailable", queue=self.queue.name, reason=str(error))
                await asyncio.sleep(min(0.25 * 2**failures, 5))

    async def run_once(self, *, wait: int) -> int:
        """Receive one batch and work through it; answer how many messages succeeded.

        Raises:
            BrokerUnavailable: the queue cannot be asked.
        """
        groups: defaultdict[str, list[ReceivedMessage]] = defaultdict(list)
        for message in await self.queue.receive(wait=wait):
            groups[message.group].append(message)
        done = await asyncio.gather(*(self._work_through(group) for group in groups.values()))
        return sum(done)

    async def _work_through(self, group: Sequence[ReceivedMessage]) -> int:
        """In order; what comes behind a failed message waits with it."""
        for position, message in enumerate(group):
            try:
                async with self._heartbeat(group[position:]):
                    await self._consume(message)
            except Exception as error:
                log.exception(
                    "message.failed", queue=self.queue.name, receives=message.receive_count
                )
                metrics.FAILED.labels(consumer=self.queue.name).inc()
                if message.receive_count >= MAX_RECEIVES:
                    await self._say_why(message, error)
                await self._give_back(group[position:])
                return position
            with suppress(BrokerUnavailable):  # then it comes again, and the inbox knows it
                await self.queue.delete(message)
        return len(group)

    async def _consume(self, message: ReceivedMessage) -> None:
        envelope = decode_message(message.body)
        with bound({**envelope.headers, "event_id": str(envelope.event_id)}):
            await consume(
                envelope,
                consumer=self.queue.name,
                handlers=self.handlers,
                sessions=self.sessions,
                deps=self.deps,
            )

    async def _say_why(self, message: ReceivedMessage, error: Exception) -> None:
        """It was the last time: the broker puts the message aside, and people will ask why."""
        if self.note_dead is None:
            return
        try:
            await self.note_dead(message, error)
        except Exception:
            log.exception("dead_letter.not_noted", queue=self.queue.name)

    async def _give_back(self, messages: Sequence[ReceivedMessage]) -> None:
        for message in messages:
            pause = _BACK_OFF[min(message.receive_count, len(_BACK_OFF)) - 1]
            with suppress(BrokerUnavailable):  # then the visibility timeout gives it back
                await self.queue.hide(message, seconds=pause)

    @asynccontextmanager
    async def _heartbeat(self, messages: Sequence[ReceivedMessage]) -> AsyncGenerator[None]:
        async def beat() -> None:
            while True:
                await asyncio.sleep(_HEARTBEAT)
                for message in messages:
                    with suppress(BrokerUnavailable):
                        await self.queue.hide(message, seconds=VISIBILITY)

        task = asyncio.create_task(beat())
        try:
            yield
        finally:
            task.cancel()


async def consume(
    envelope: Envelope[Any],
    *,
    consumer: str,
    handlers: Mapping[type[Event], Handler[DepsT]],
    sessions: SessionMaker,
    deps: DepsT,
) -> None:
    """Dedupe and effect share one transaction; whoever sent the message may delete it after."""
    handler = handlers.get(cast("type[Event]", type(envelope.event)))
    if handler is None:
        log.info("event.ignored", type=envelope.event.type)
        return
    async with unit_of_work(sessions) as session:
        if await inbox.once(session, consumer=consumer, event_id=envelope.event_id):
            await handler(session, envelope, deps)
            log.info("event.consumed", type=envelope.event.type, aggregate=envelope.aggregate)
            is_new = True
        else:
            log.info("event.seen_before", type=envelope.event.type)
            is_new = False
    metrics.observe_consumed(consumer, envelope=envelope, is_new=is_new)
