"""Redis' publish and subscribe between the replicas."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection
from contextlib import asynccontextmanager
from typing import Any, Final, cast

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from backend_services.notifications.adapters.replica_line import (
    CHANNEL,
    LINE_TIMEOUT,
    Call,
    ReplicaLine,
    read_call,
    write_calls,
)
from backend_services.shared.ids import new_id

_MARK: Final = " "  # between who says it and what is said; neither id nor JSON begins with one


class RedisLine:
    """Two connections, as Redis wants it: who subscribes can say nothing there."""

    def __init__(self, voice: Any, ear: Any) -> None:  # noqa: ANN401 - redis-py's are half typed
        self._voice = voice
        self._ear = ear
        self._name = str(new_id())  # Redis tells a speaker what it said itself
        self._is_dead = False
        self._echo = asyncio.Event()

    @property
    def is_dead(self) -> bool:
        return self._is_dead

    async def say(self, *, people: Collection[int], is_about_products: bool) -> None:
        for call in write_calls(people, is_about_products=is_about_products):
            await self._publish(call)

    async def check(self) -> None:
        """By hearing itself: each of the two connections can die without a word."""
        self._echo.clear()
        for nothing in write_calls((), is_about_products=False):
            await self._publish(nothing)
        async with asyncio.timeout(LINE_TIMEOUT):
            await self._echo.wait()

    async def listen(self, *, hear: Callable[[Call], None], on_death: Callable[[], None]) -> None:
        """Until the line is dead."""
        try:
            async for message in self._ear.listen():
                if message["type"] == "message":
                    self._take(message["data"].decode(errors="replace"), hear=hear)
        except (OSError, RedisError):
            self._is_dead = True
            on_death()

    def _take(self, said: str, *, hear: Callable[[Call], None]) -> None:
        speaker, _, text = said.partition(_MARK)
        if speaker == self._name:
            self._echo.set()
        elif call := read_call(text):
            hear(call)

    async def _publish(self, call: str) -> None:
        said = f"{self._name}{_MARK}{call}"
        await self._voice.publish(CHANNEL, said)  # VT02: a call to look, as NOTIFY is; no event


@asynccontextmanager
async def open_redis_line(
    *, hear: Callable[[Call], None], on_death: Callable[[], None], url: str
) -> AsyncGenerator[ReplicaLine]:
    async with (
        _redis(url, socket_timeout=LINE_TIMEOUT) as voice,
        _redis(url) as listener,
        listener.pubsub() as ear,
    ):
        await ear.subscribe(CHANNEL)
        async with asyncio.timeout(LINE_TIMEOUT):
            await ear.get_message(timeout=None)  # that it is: from here on nothing is missed
        line = RedisLine(voice, ear)
        listening = asyncio.create_task(line.listen(hear=hear, on_death=on_death))
        try:
            yield line
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)


def _redis(url: str, **options: float) -> Any:  # noqa: ANN401 - as above
    """Without retries: a line that opened itself again would not say what was missed."""
    make = cast("Any", Redis).from_url
    return make(url, retry=Retry(NoBackoff(), 0), socket_connect_timeout=LINE_TIMEOUT, **options)
