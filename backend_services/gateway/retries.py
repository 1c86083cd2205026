import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import httpx
from starlette.datastructures import Headers

from backend_services.gateway.circuit_breaker import CircuitBreaker
from backend_services.gateway.routing import Mount
from backend_services.shared.observability.logging import get_logger

log = get_logger()

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Retries:
    attempts: int
    pause: float  # seconds before the second attempt; doubled each time
    deadline: float  # on the event loop's clock; whoever runs this cancels it then
    breaker: CircuitBreaker

    async def run(self, send: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
        """The first answer, whatever it says: only silence is asked again.

        Raises:
            httpx.TransportError: of the last attempt.
            CircuitOpen: the service was silent too often, here or for others.
        """
        for attempt in range(1, self.attempts):
            try:
                return await self._try(send)
            except httpx.TransportError as error:
                log.warning("service.silent", attempt=attempt, reason=type(error).__name__)
            ceiling = self.pause * 2 ** (attempt - 1)
            # Full jitter: callers that failed together do not come back together.
            await asyncio.sleep(random.uniform(0, ceiling))  # noqa: S311 - spreads load, no secret
        return await self._try(send)

    async def _try(self, send: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
        self.breaker.admit()
        try:
            answer = await send()
        except httpx.PoolTimeout:
            self.breaker.left()  # our own queue was full: it says nothing about the service
            raise
        except httpx.TransportError:
            self.breaker.failed()
            raise
        except BaseException:
            # Our own deadline: it was silent all the while. Else nothing was learnt: the caller
            # left, or what went wrong is ours; a breaker that waited for more would stay shut.
            if asyncio.get_running_loop().time() >= self.deadline:
                self.breaker.failed()
            else:
                self.breaker.left()
            raise
        self.breaker.succeeded()
        return answer


class Repeatable(StrEnum):
    """Whether sending it twice does the same as sending it once, and why."""

    AS_SAFE = "safe method"
    AS_KEYED = "idempotency key"
    NEVER = "a write"


def repeatable(method: str, *, headers: Headers, mount: Mount) -> Repeatable:
    if method in _SAFE:
        return Repeatable.AS_SAFE
    is_keyed = method == "POST" and "idempotency-key" in headers
    if mount.honours_idempotency_keys and is_keyed:
        return Repeatable.AS_KEYED
    return Repeatable.NEVER
