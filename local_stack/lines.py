"""Reading what a process writes, line by line, however long a line is."""

import asyncio
import os
from collections.abc import Callable
from typing import Final, Self

_LIMIT: Final = 2**20  # bytes; a traceback in one JSON line is long


class Lines(asyncio.Protocol):
    """Hands on each line; of a longer one than 1 MiB only that it was there.

    A pipe of our own and not asyncio's `stdout=PIPE`: with that, `Process.wait()` does not return
    before every helper has closed the pipe too (Python 3.11).
    """

    def __init__(self, take: Callable[[str], None]) -> None:
        self._take = take
        self._rest = bytearray()
        self._is_too_long = False
        self._ended = asyncio.Event()
        self._transport: asyncio.BaseTransport | None = None
        self._inlet = -1

    @classmethod
    async def open(cls, take: Callable[[str], None]) -> Self:
        outlet, inlet = os.pipe()
        lines = cls(take)
        loop = asyncio.get_running_loop()
        await loop.connect_read_pipe(lambda: lines, os.fdopen(outlet, "rb", buffering=0))
        lines._inlet = inlet
        return lines

    @property
    def inlet(self) -> int:
        """The file descriptor to write into; `close_inlet` once the process has it."""
        return self._inlet

    def close_inlet(self) -> None:
        os.close(self._inlet)

    async def read_to_end(self, *, patience: float) -> None:
        """Wait until nobody can write any more, at most `patience` seconds; then stop reading."""
        try:
            async with asyncio.timeout(patience):
                await self._ended.wait()
        except TimeoutError:
            assert self._transport is not None
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        *whole, rest = data.split(b"\n")
        for part in whole:
            self._add(part)
            self._hand_on()
        self._add(rest)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        if self._rest or self._is_too_long:
            self._hand_on()
        self._ended.set()

    def _add(self, part: bytes) -> None:
        if self._is_too_long:
            return
        self._rest += part
        self._is_too_long = len(self._rest) > _LIMIT

    def _hand_on(self) -> None:
        text = self._rest.decode(errors="replace").rstrip()
        self._take("(a line of more than 1 MiB was left out)" if self._is_too_long else text)
        self._rest.clear()
        self._is_too_long = False
