"""What a service runs beside its HTTP routes: database, broker, relay, consumers, sweepers."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import text

from backend_services.shared.clock import Clock, SystemClock
from backend_services.shared.db.engine import create_engine
from backend_services.shared.db.session import SessionMaker, create_sessions, reading
from backend_services.shared.messaging.aws import AwsClients, SnsPublisher, SqsQueue, open_clients
from backend_services.shared.messaging.consumer import Consumer, Consumes
from backend_services.shared.messaging.relay import Relay
from backend_services.shared.messaging.wakeups import Wakeups
from backend_services.shared.observability.logging import get_logger
from backend_services.shared.settings import BrokerSettings, DatabaseSettings

log = get_logger()
DepsT = TypeVar("DepsT")
_RESTART_AFTER = 1.0  # seconds


class RuntimeSettings(DatabaseSettings, BrokerSettings):
    pass


@dataclass(slots=True)
class Runtime:
    """The service's own parts; opened once, closed in reverse."""

    service: str
    sessions: SessionMaker
    wakeups: Wakeups
    clients: AwsClients
    clock: Clock = field(default_factory=SystemClock)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])

    async def database_answers(self) -> None:
        async with reading(self.sessions) as session:
            await session.execute(text("select 1"))

    async def broker_answers(self) -> None:
        await self.clients.sqs.list_queues(MaxResults=1)

    async def queues_answer(self, consumes: Sequence[Consumes[Any]]) -> None:
        """Raises: ClientError: what the service reads is not there (yet)."""
        names = [source.subscription(self.service).queue for source in consumes]
        await asyncio.gather(*(self.clients.sqs.get_queue_url(QueueName=name) for name in names))

    def start_relay(self) -> None:
        publisher = SnsPublisher(self.clients, service=self.service)
        relay = Relay(sessions=self.sessions, publisher=publisher, wakeups=self.wakeups)
        self.start("relay", relay.run)

    def start_consumers(self, consumes: Sequence[Consumes[DepsT]], deps: DepsT) -> None:
        for source in consumes:
            queue = SqsQueue(self.clients, source.subscription(self.service))
            consumer = Consumer(
                queue=queue, handlers=source.handlers, sessions=self.sessions, deps=deps
            )
            self.start(f"consumer {queue.name}", consumer.run)

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

    def start(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        """Run for the life of the process; whatever ends it unasked, it starts again."""

        async def forever() -> None:
            while True:
                try:
                    await run()
                except Exception:
                    log.exception("task.crashed", task=name)
                await asyncio.sleep(_RESTART_AFTER)

        task = asyncio.create_task(forever(), name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
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
            runtime = Runtime(service=service, sessions=sessions, wakeups=wakeups, clients=clients)
            try:
                yield runtime
            finally:
                await runtime.stop()
    finally:
        await engine.dispose()
