import asyncio
from collections import defaultdict, deque
from collections.abc import (
    AsyncGenerator,
    Awaitable,
    Callable,
    Collection,
    Coroutine,
    Mapping,
    Sequence,
)
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeAlias, TypeVar, cast

from backend_services.shared.db.outages import DATABASE_AWAY, DatabaseWatch, is_unable
from backend_services.shared.db.session import SessionMaker, WriteSession, unit_of_work
from backend_services.shared.messaging import inbox
from backend_services.shared.messaging.broker import BrokerUnavailable, Queue, ReceivedMessage
from backend_services.shared.messaging.deletions import Deletions
from backend_services.shared.messaging.envelope import Envelope, decode_message
from backend_services.shared.messaging.event import Event
from backend_services.shared.messaging.topology import VISIBILITY, Subscription
from backend_services.shared.observability import messaging as metrics
from backend_services.shared.observability.context import bound
from backend_services.shared.observability.logging import get_logger

log = get_logger()

DepsT = TypeVar("DepsT")
T = TypeVar("T")
NoteDead: TypeAlias = Callable[[ReceivedMessage, Exception], Awaitable[None]]
Handler: TypeAlias = Callable[[WriteSession, Envelope[Any], DepsT], Awaitable[None]]

BACK_OFF: Final = (1.0, 4.0, 16.0, 60.0)  # seconds before a failed message is tried again
MAX_ATTEMPTS: Final = len(BACK_OFF) + 1  # then a message goes to the dead letters
_LONG_POLL: Final = 20  # seconds, the most that SQS allows
_HEARTBEAT: Final = 20.0  # seconds, well inside the visibility
_UNABLE_PAUSE: Final = 5.0  # seconds for a database that answers and can take nothing
_GROUPS_AT_WORK: Final = 10  # half of the pool
_GROUPS_IN_HAND: Final = 200  # with those that wait for their next attempt
STOP_GRACE: Final = 8.0  # seconds in which what is in hand may end; requests drained before


@dataclass(frozen=True)  # no slots: Python 3.11 cannot subscript such a generic class
class Consumes(Generic[DepsT]):
    """Which events of `source` a service reads, and what each of them makes it do."""

    source: str
    handlers: Mapping[type[Event], Handler[DepsT]]

    def subscription(self, consumer: str) -> Subscription:
        types = tuple(sorted(event.type for event in self.handlers))
        return Subscription(consumer=consumer, source=self.source, types=types)


@dataclass  # no slots: Python 3.11 cannot subscript such a generic class
class Consumer(Generic[DepsT]):
    """Reads one queue for ever: groups beside each other, a group in order.

    A message that fails is kept in hand until its next attempt, and so is what comes behind it in
    its group: the broker counts receives, and they are no attempts.
    """

    queue: Queue
    handlers: Mapping[type[Event], Handler[DepsT]]
    sessions: SessionMaker
    deps: DepsT
    note_dead: NoteDead | None = None
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    back_off: Sequence[float] = BACK_OFF
    grace: float = STOP_GRACE
    _in_hand: set[asyncio.Task[int]] = field(
        default_factory=set[asyncio.Task[int]], init=False, repr=False
    )

    def __post_init__(self) -> None:
        self.database = DatabaseWatch(self.sessions)
        self._deletions = Deletions(self.queue)
        self._at_work = asyncio.Semaphore(_GROUPS_AT_WORK)

    async def run(self) -> None:
        """Consume until told to stop; a broker or database that is late or down makes it wait.

        Told to stop, it lets what is in hand end for a while, and gives the rest back.
        """
        failures = 0
        try:
            while not self.stopping.is_set():
                try:
                    await self._unless_stopping(self._take_more())
                    failures = 0
                except BrokerUnavailable as error:
                    failures += 1
                    log.warning(
                        "consumer.broker_unavailable", queue=self.queue.name, reason=str(error)
                    )
                    await self._unless_stopping(asyncio.sleep(min(0.25 * 2**failures, 5)))
        except _Stopping:
            pass
        finally:
            await self._let_go()

    async def run_once(self, *, wait: int) -> int:
        """Receive one batch and work through it; answer how many messages succeeded.

        Raises:
            BrokerUnavailable: the queue cannot be asked.
        """
        received = await self.queue.receive(wait=wait)
        done = await asyncio.gather(*(self._work_through(group) for group in _groups(received)))
        await self._deletions.settled()
        return sum(done)

    async def _take_more(self) -> None:
        """Receive as soon as something could be worked on: one slow handler stops its own group."""
        await self.database.until_known()  # nothing is received that could not be handled
        async with self._at_work:
            pass
        while len(self._in_hand) >= _GROUPS_IN_HAND:
            await asyncio.wait(self._in_hand, return_when=asyncio.FIRST_COMPLETED)
        for group in _groups(await self.queue.receive(wait=_LONG_POLL)):
            task = asyncio.create_task(self._work_through(group))
            self._in_hand.add(task)
            task.add_done_callback(self._in_hand.discard)

    async def _let_go(self) -> None:
        if self.stopping.is_set() and self._in_hand:
            await asyncio.wait(self._in_hand, timeout=self.grace)
        left = list(self._in_hand)
        for task in left:
            task.cancel()  # each gives back what it holds
        await asyncio.gather(*left, return_exceptions=True)
        await self._deletions.settled()

    async def _work_through(self, group: Sequence[ReceivedMessage]) -> int:
        """In order, each until it is done or given up; answer how many succeeded."""
        left = deque(group)
        count = 0
        try:
            async with self._heartbeat(left):
                while left:
                    count += await self._settle(left[0])
                    left.popleft()
        except (BrokerUnavailable, _Stopping):
            pass
        finally:
            await self._give_back(left)
        return count

    async def _settle(self, message: ReceivedMessage) -> bool:
        """Whether it succeeded; what fails too often is put aside.

        Raises:
            BrokerUnavailable: it could not be put aside.
            _Stopping: there is no time for another attempt.
        """
        for pause in (*self.back_off, None):
            try:
                async with self._at_work:
                    await self._outlast(lambda: self._consume(message))
            except _Stopping:
                raise
            except Exception as error:
                log.exception(
                    "message.failed", queue=self.queue.name, receives=message.receive_count
                )
                metrics.FAILED.labels(consumer=self.queue.name).inc()
                if pause is None:
                    await self._give_up(message, error)
                    return False
                await self._unless_stopping(asyncio.sleep(pause))
            else:
                break
        self._deletions.add(message)
        return True

    async def _outlast(self, work: Callable[[], Awaitable[None]]) -> None:
        """Again and again while the database is away: that is no fault of the message."""
        while True:
            try:
                await work()
            except DATABASE_AWAY as error:
                had_to_wait = await self._unless_stopping(self.database.until_it_answers())
                if is_unable(error):
                    log.warning("database.unable", queue=self.queue.name)
                    await self._unless_stopping(asyncio.sleep(_UNABLE_PAUSE))
                elif not had_to_wait:
                    raise
            else:
                return

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

    async def _give_up(self, message: ReceivedMessage, error: Exception) -> None:
        """Put it aside, with the reason: people will ask why."""
        note = self.note_dead
        if note is not None:
            try:
                await self._outlast(lambda: note(message, error))
            except _Stopping:
                raise
            except Exception:
                log.exception("dead_letter.not_noted", queue=self.queue.name)
        await self.queue.put_aside(message)
        log.warning("message.given_up", queue=self.queue.name)

    async def _give_back(self, messages: Collection[ReceivedMessage]) -> None:
        """At once, for whoever comes next."""
        await asyncio.gather(*(self._hide(message, seconds=0) for message in messages))

    async def _hide(self, message: ReceivedMessage, *, seconds: int) -> None:
        with suppress(BrokerUnavailable):  # then the visibility timeout gives it back
            await self.queue.hide(message, seconds=seconds)

    @asynccontextmanager
    async def _heartbeat(self, messages: Collection[ReceivedMessage]) -> AsyncGenerator[None]:
        async def beat() -> None:
            while True:
                await asyncio.sleep(_HEARTBEAT)
                for message in tuple(messages):
                    await self._hide(message, seconds=VISIBILITY)

        task = asyncio.create_task(beat())
        try:
            yield
        finally:
            task.cancel()

    async def _unless_stopping(self, work: Coroutine[Any, Any, T]) -> T:
        """Its answer.

        Raises:
            _Stopping: it was told to stop before that.
        """
        wanted = asyncio.ensure_future(work)
        told = asyncio.ensure_future(self.stopping.wait())
        try:
            await asyncio.wait((wanted, told), return_when=asyncio.FIRST_COMPLETED)
            if not wanted.done():
                raise _Stopping
            return wanted.result()
        finally:
            told.cancel()
            wanted.cancel()
            await asyncio.wait((wanted,))


class _Stopping(Exception):
    """The process ends: no time to wait for anything."""


def _groups(messages: Sequence[ReceivedMessage]) -> Collection[Sequence[ReceivedMessage]]:
    groups: defaultdict[str, list[ReceivedMessage]] = defaultdict(list)
    for message in messages:
        groups[message.group].append(message)
    return groups.values()


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
