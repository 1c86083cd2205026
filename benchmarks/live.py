"""How long from a changed stock to the last of many open windows, through the whole shop.

`python -m benchmarks.live` asks the shop that is open (`make run` in another window), as its demo
staff; the stock is put back in the end.
"""

import argparse
import asyncio
import json
import statistics
import time
from contextlib import AsyncExitStack
from typing import Any, Final

import httpx
from websockets.asyncio.client import ClientConnection, connect

_WARM_UP: Final = 3
_PATIENCE: Final = 30.0  # seconds for one change to reach everybody


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure a change's way to all open windows.")
    parser.add_argument("--gateway", default="http://127.0.0.1:3000")
    parser.add_argument("--windows", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--email", default="staff@example.com")
    parser.add_argument("--password", default="staff-demo-password")  # of the demo, known to all
    said = parser.parse_args()
    first, last = asyncio.run(_measure(said))
    print(f"a change of stock, {said.windows} open windows, {said.rounds} rounds")
    print(f"{'heard by':<16}{'p50 ms':>10}{'p95 ms':>10}")
    for name, times in (("the first", first), ("the last", last)):
        quantiles = statistics.quantiles(times, n=20)
        print(f"{name:<16}{statistics.median(times):>10.1f}{quantiles[18]:>10.1f}")


async def _measure(said: argparse.Namespace) -> tuple[list[float], list[float]]:
    first: list[float] = []
    last: list[float] = []
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(
            httpx.AsyncClient(base_url=said.gateway, timeout=_PATIENCE)
        )
        await _sign_in(client, said)
        page = (await client.get("/products", params={"limit": 1})).raise_for_status()
        product = page.json()["items"][0]
        url = said.gateway.replace("http", "ws", 1) + "/ws/catalog"
        windows = [await stack.enter_async_context(connect(url)) for _ in range(said.windows)]
        for window in windows:
            await window.recv()  # the greeting
        for number in range(_WARM_UP + said.rounds):
            stock = product["stock_quantity"] + 1 + number % 2
            started = time.perf_counter()
            heard = [
                asyncio.create_task(_hears(one, product_id=product["id"], stock=stock))
                for one in windows
            ]
            await _set_stock(client, product_id=product["id"], stock=stock)
            moments = await asyncio.wait_for(asyncio.gather(*heard), timeout=_PATIENCE)
            if number >= _WARM_UP:
                first.append((min(moments) - started) * 1000)
                last.append((max(moments) - started) * 1000)
        await _set_stock(client, product_id=product["id"], stock=product["stock_quantity"])
    return first, last


async def _sign_in(client: httpx.AsyncClient, said: argparse.Namespace) -> None:
    body = {"email": said.email, "password": said.password}
    answer = (await client.post("/users/login", json=body)).raise_for_status().json()
    client.headers["Authorization"] = f"Bearer {answer['access_token']}"


async def _set_stock(client: httpx.AsyncClient, *, product_id: int, stock: int) -> None:
    answer = await client.patch(f"/products/{product_id}/stock", json={"stock_quantity": stock})
    answer.raise_for_status()


async def _hears(window: ClientConnection, *, product_id: int, stock: int) -> float:
    """The moment when the window is told."""
    while True:
        frame: dict[str, Any] = json.loads(await window.recv())
        changes: list[dict[str, Any]] = frame.get("data", [])
        if any(one["id"] == product_id and one["stock_quantity"] == stock for one in changes):
            return time.perf_counter()


if __name__ == "__main__":
    main()
