import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from backend_services.shared.errors import Unavailable


class Turnstile:
    """Lets so many through at once; the others wait outside, without a database connection."""

    def __init__(self, *, places: int, patience: float) -> None:
        self._places = asyncio.Semaphore(places)
        self._patience = patience  # seconds

    @asynccontextmanager
    async def turn(self) -> AsyncGenerator[None]:
        """A place for as long as the block lasts.

        Raises:
            Unavailable: none became free in time.
        """
        try:
            async with asyncio.timeout(self._patience):
                await self._places.acquire()
        except TimeoutError:
            raise Unavailable("The shop is very busy. Please try again.") from None
        try:
            yield
        finally:
            self._places.release()
