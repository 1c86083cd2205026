import asyncio
from collections import deque

from backend_services.shared.messaging.broker import BrokerUnavailable, Queue, ReceivedMessage
from backend_services.shared.observability.logging import get_logger

log = get_logger()

_BATCH = 10  # the limit of SQS


class Deletions:
    """Takes done messages out of the queue: while one call is under way, the next one fills."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue
        self._waiting: deque[ReceivedMessage] = deque()
        self._task: asyncio.Task[None] | None = None

    def add(self, message: ReceivedMessage) -> None:
        self._waiting.append(message)
        if self._task is None:
            self._task = asyncio.create_task(self._work())

    async def settled(self) -> None:
        if self._task is not None:
            await self._task

    async def _work(self) -> None:
        try:
            while self._waiting:
                count = min(len(self._waiting), _BATCH)
                await self._delete([self._waiting.popleft() for _ in range(count)])
        finally:
            self._task = None

    async def _delete(self, messages: list[ReceivedMessage]) -> None:
        """What cannot be deleted, asked twice, comes again, and the inbox knows it."""
        try:
            if kept := await self._queue.delete_many(messages):
                kept = await self._queue.delete_many(kept)
        except BrokerUnavailable:
            kept = messages
        if kept:
            log.warning("messages.not_deleted", queue=self._queue.name, count=len(kept))
