"""A line that can go dead without a word: nothing is closed, nothing goes through."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from typing import Final

PIECE: Final = 65536  # bytes


class Line:
    def __init__(self) -> None:
        self.port = 0
        self._is_open = asyncio.Event()
        self._is_open.set()

    def freeze(self) -> None:
        self._is_open.clear()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while piece := await reader.read(PIECE):
            await self._is_open.wait()
            writer.write(piece)
            await writer.drain()
        writer.close()


@asynccontextmanager
async def frozen_line(port: int) -> AsyncGenerator[Line, None]:
    """A line to a port of this machine; open until somebody freezes it."""
    line = Line()
    ways: set[asyncio.Task[None]] = set()

    async def join(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        with closing(writer), closing(far_writer):
            both = [
                asyncio.create_task(line.carry(reader, far_writer)),
                asyncio.create_task(line.carry(far_reader, writer)),
            ]
            ways.update(both)
            await asyncio.gather(*both, return_exceptions=True)

    server = await asyncio.start_server(join, "127.0.0.1", 0)
    line.port = server.sockets[0].getsockname()[1]
    try:
        yield line
    finally:
        server.close()
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
