"""A real client on a real socket."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

Frame = dict[str, Any]


class Listener:
    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def say(self, frame: Any) -> None:
        await self.connection.send(json.dumps(frame))

    async def hear(self) -> Frame:
        return json.loads(await self.connection.recv())

    async def subscribe(self, token: str, *, since: int | None = None) -> Frame:
        frame = {"type": "subscribe", "token": token}
        await self.say(frame if since is None else frame | {"since": since})
        return await self.hear()

    async def hear_positions(self, count: int) -> list[int]:
        """Of the next so many news."""
        heard = [await asyncio.wait_for(self.hear(), timeout=50) for _ in range(count)]
        assert {frame["type"] for frame in heard} <= {"notification"}, heard
        return [frame["position"] for frame in heard]

    async def is_answered(self) -> bool:
        """Whether a ping brings a pong and nothing else came before it."""
        await self.say({"type": "ping"})
        return await self.hear() == {"type": "pong"}

    async def farewell(self) -> tuple[int | None, list[Frame]]:
        """What is still said until the server closes, and the code it closes with."""
        frames: list[Frame] = []
        with suppress(ConnectionClosed):
            while True:
                frames.append(await self.hear())
        return self.connection.close_code, frames


@asynccontextmanager
async def listening(url: str, **options: Any) -> AsyncGenerator[Listener]:
    """Connected, and greeted."""
    async with connect(url, **options) as connection:
        listener = Listener(connection)
        greeting = await listener.hear()
        assert greeting["type"] == "connected", greeting
        yield listener
