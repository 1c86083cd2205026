"""An open page of the shop, as the storefront's worker sees it: Reflex's frames and no browser.

The frames are Socket.IO's, version 5 over Engine.IO 4: https://socket.io/docs/v4/engine-io-protocol/
"""

import json
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, Final

from websockets.asyncio.client import ClientConnection, connect

from backend_services.shared.ids import new_id

NAMESPACE: Final = "/_event"
_OPENED: Final = "0"
_PING, _PONG = "2", "3"
_JOIN: Final = "40"
_SAID: Final = f"42{NAMESPACE},"
_LARGEST_FRAME: Final = 2**22  # bytes; the first one holds the whole state


class OpenPage:
    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    async def until(self, words: str) -> float:
        """The moment (`time.perf_counter`) at which a frame with these words arrived."""
        while True:
            frame = str(await self._socket.recv())
            if frame == _PING:
                await self._socket.send(_PONG)
            elif frame.startswith(_SAID) and words in frame:
                return time.perf_counter()


@asynccontextmanager
async def open_page(shop: str, path: str, *, params: dict[str, str]) -> AsyncGenerator[OpenPage]:
    """A page that has loaded and now waits for news; `shop` like `http://localhost:8080`."""
    address = f"{shop.replace('http', 'ws', 1)}{NAMESPACE}/?token={new_id()}&EIO=4"
    async with connect(
        f"{address}&transport=websocket",
        origin=shop,  # pyright: ignore[reportArgumentType]  # a NewType of str
        proxy=None,
        max_size=_LARGEST_FRAME,
    ) as socket:
        opened = str(await socket.recv())
        assert opened.startswith(_OPENED), opened[:80]
        await socket.send(f"{_JOIN}{NAMESPACE},{json.dumps(_boot(path, params=params))}")
        page = OpenPage(socket)
        await page.until('"is_hydrated_rx_state_":true')
        yield page


def _boot(path: str, *, params: dict[str, str]) -> dict[str, Any]:
    """What Reflex's client says first: load this page."""
    router = {"pathname": path, "asPath": path, "query": params}
    name = "reflex___state____state.hydrate_and_load"
    return {"event": {"name": name, "payload": {}, "router_data": router}}
