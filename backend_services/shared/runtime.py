"""What a service runs beside its HTTP routes: database, broker, relay, consumers, sweepers."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import text

from backend_services.shared.clock import Clock, SystemClock
from backend_services.shared.db.engine import create_engine
from backend_services.shared.db.session import SessionMaker, create_sessions, reading, unit_of_work
from backend_services.shared.dead_letters.log import note_dead
from backend_services.shared.dead_letters.mover import Mover
from backend_services.shared.dead_letters.redrive import DeadLetters
from backend_services.shared.ids import new_id
from backend_services.shared.messaging.aws import AwsClients, SnsPublisher, SqsQueue, open_clients
from backend_services.shared.messaging.broker import ReceivedMessage
from backend_services.shared.messaging.broker_memory import TopicMark
from backend_services.shared.messaging.consumer import STOP_GRACE, Consumer, Consumes
from backend_services.shared.messaging.relay import Relay
from backend_services.shared.messaging.retention import (
    forget_dead_letters,
    forget_heard,
    forget_published,
)
from backend_services.shared.messaging.topology import Subscription
from backend_services.shared.messaging.wakeups import Wakeups
from backend_services.shared.observability.figures import show_outbox, show_queues
from backend_services.shared.observability.logging import get_logger
from backend_services.shared.settings import BrokerSettings, DatabaseSettings
from backend_services.shared.system.event_flow import EventFlow

log = get_logger()
DepsT = TypeVar("DepsT")
_RESTART_AFTER = 1.0  # seconds
_PRUNE_EVERY = 3600.0  # seconds
_LOOK_EVERY = 10.0  # seconds between two figures of a metric
_STOP_LIMIT = STOP_GRACE + 1.0  # seconds; consumers give back what they hold in the last of them


class RuntimeSettings(DatabaseSettings, BrokerSettings):
    pass


@dataclass(slots=True)
class Runtime:
    """The service's own parts; opened once, closed in reverse."""

    service: str
    sessions: SessionMaker
    wakeups: Wakeups
    clients: AwsClients
    broker_forgets: bool = False
    clock: Clock = field(default_factory=SystemClock)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])
    _consumers: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])

    async def database_answers(self) -> None:
        async with reading(self.sessions) as session:
            await session.execute(text("select 1"))

    async def broker_answers(self) -> None:
        await self.clients.sqs.list_queues(MaxResults=1)

    async def queues_answer(self, consumes: Sequence[Consumes[Any]]) -> None:
        """Raises: ClientError: what the service reads is not there (yet)."""
        names = [source.subscription(self.service).queue for source in consumes]
        await asyncio.gather(*(self.clients.sqs.get_queue_url(QueueName=name) for name in names))

    def start_relay(self, hearers: Sequence[Subscription] = ()) -> None:
        """Carry events to the broker, forget old ones, and show how many wait."""
        publisher = SnsPublisher(self.clients, service=self.service, hearers=hearers)
        memory = TopicMark(publisher) if self.broker_forgets else None
        relay = Relay(
            sessions=self.sessions, publisher=publisher, wakeups=self.wakeups, memory=memory
        )
        self.start("relay", relay.run)
        self.start_sweeper("outbox", lambda: forget_published(self.sessions), every=_PRUNE_EVERY)
        self.start_sweeper("outbox metrics", lambda: show_outbox(self.sessions), every=_LOOK_EVERY)

    def start_consumers(self, consumes: Sequence[Consumes[DepsT]], deps: DepsT) -> None:
        for source in consumes:
            queue = SqsQueue(self.clients, source.subscription(self.service))
            consumer = Consumer(
                queue=queue,
                handlers=source.handlers,
                sessions=self.sessions,
                deps=deps,
                note_dead=partial(self._note_dead, queue.name),
                stopping=self.stopping,
            )
            self.start_consumer(consumer)
        self.start_sweeper("inbox", lambda: forget_heard(self.sessions), every=_PRUNE_EVERY)
        self.start_sweeper(
            "dead letters", lambda: forget_dead_letters(self.sessions), every=_PRUNE_EVERY
        )
        kept = self.dead_letters([source.subscription(self.service) for source in consumes])
        self.start_sweeper("queue metrics", lambda: show_queues(kept), every=_LOOK_EVERY)

    def start_consumer(self, consumer: Consumer[Any]) -> None:
        self._consumers.add(self.start(f"consumer {consumer.queue.name}", consumer.run))

    def dead_letters(self, subscriptions: Sequence[Subscription]) -> DeadLetters:
        return DeadLetters(
            subscriptions, Mover(self.clients, new_id), self.sessions, clock=self.clock
        )

    def event_flow(
        self, subscriptions: Sequence[Subscription], *, publishes: bool = True
    ) -> EventFlow:
        mover = Mover(self.clients, new_id)
        return EventFlow(subscriptions, mover, self.sessions, publishes=publishes)

    async def _note_dead(self, queue: str, message: ReceivedMessage, error: Exception) -> None:  # noqa: PLR0917 - the consumer gives the last two
        async with unit_of_work(self.sessions) as session:
            await note_dead(session, queue=queue, message=message, error=error, at=self.clock.now())

    def start_sweeper(
        self, name: str, sweep: Callable[[], Awaitable[object]], *, every: float
    ) -> None:
        """Call `sweep` every so many seconds; a failure is logged and does not stop the next."""

        async def run() -> None:
            while True:
                try:
                    await sweep()
                except Exception:
                    log.exception("sweeper.failed", sweeper=name)
                await asyncio.sleep(every)

        self.start(f"sweeper {name}", run)

    def start(self, name: str, run: Callable[[], Awaitable[None]]) -> asyncio.Task[None]:
        """Run for the life of the process; whatever ends it unasked, it starts again."""

        async def forever() -> None:
            while not self.stopping.is_set():
                try:
                    await run()
                except Exception:
                    log.exception("task.crashed", task=name)
                if not self.stopping.is_set():
                    await asyncio.sleep(_RESTART_AFTER)

        task = asyncio.create_task(forever(), name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def stop(self) -> None:
        """Consumers may end what they are at; everything else can be cut off anywhere."""
        self.stopping.set()
        if self._consumers:
            await asyncio.wait(self._consumers, timeout=_STOP_LIMIT)
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def open_runtime(settings: RuntimeSettings, *, service: str) -> AsyncGenerator[Runtime]:
    engine = create_engine(settings, application=service)
    wakeups = Wakeups()
    sessions = create_sessions(engine, wakeups=wakeups)
    try:
        async with open_clients(settings) as clients:
            runtime = Runtime(
                service=service,
                sessions=sessions,
                wakeups=wakeups,
                clients=clients,
                broker_forgets=settings.broker_forgets,
            )
            try:
                yield runtime
            finally:
                await runtime.stop()
    finally:
        await engine.dispose()
