"""How long from a change to the open pages that show it: `make bench-live`.

Asks the shop that is open (`make run` in another window), as its demo staff, and puts the stock
back. The clock starts when the change is sent to the gateway: before the commit, so every figure
holds the commit's own time too. `frame`: all sessions' frames from the storefront; `DOM`: the
document of one real browser (Chromium) beside them. Then the same browser's list, cart and checkout
follow a price and a stock (`kinds_of_page.py`).
"""

import argparse
import asyncio
import itertools
import statistics
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

import httpx
from playwright.async_api import Page, async_playwright

from benchmarks import kinds_of_page, memory
from benchmarks.kinds_of_page import Shopper, Times
from benchmarks.open_page import OpenPage, open_page
from tools.chromium import LAUNCH_FLAGS, find_chromium

_WARM_UP: Final = 3
_PATIENCE: Final = 60.0  # seconds for one change to reach everybody
_AT_ONCE: Final = 10  # sessions that open at the same time
_STAMP: Final = """(words) => new Promise((resolve) => {
  const look = () => document.querySelector("main [data-stock]").innerText.includes(words)
    && (resolve(Date.now()), true);
  if (look()) return;
  const watch = new MutationObserver(() => look() && watch.disconnect());
  watch.observe(document.body, {subtree: true, childList: true, characterData: true});
})"""


@dataclass(frozen=True)
class Measured:
    sessions: int
    frame: list[float] = field(default_factory=list[float])  # milliseconds
    dom: list[float] = field(default_factory=list[float])  # milliseconds
    megabytes: float = 0.0  # of the storefront's processes


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure a change's way to all open pages.")
    parser.add_argument("--shop", default="http://localhost:8080")
    parser.add_argument("--gateway", default="http://localhost:3000")
    parser.add_argument("--sessions", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--email", default="staff@example.com")
    parser.add_argument("--password", default="staff-demo-password")  # of the demo, known to all
    parser.add_argument("--shopper", default="shopper@example.com")
    parser.add_argument("--shopper-password", default="shopper-demo-password")
    said = parser.parse_args()
    one, many = asyncio.run(_measure(said))
    _tell_products(said, one=one, many=many)
    by_change = asyncio.run(_measure_kinds(said))
    _tell_kinds(said, by_change)


def _tell_products(said: argparse.Namespace, *, one: Measured, many: Measured) -> None:
    print(f"a change of stock to the open product pages, {said.rounds} rounds, milliseconds")
    print(f"{'sessions':>9}{'seen in':>9}{'p50':>9}{'p95':>9}{'p99':>9}{'to 1 session':>15}")
    for name in ("frame", "dom"):
        alone = statistics.median(getattr(one, name))
        for measured in (one, many):
            print(_line(measured, name, alone=alone))
    each = (many.megabytes - one.megabytes) / (many.sessions - one.sessions) * 1024
    print(
        f"storefront: {one.megabytes:.0f} MB with {one.sessions} session,"
        f" {many.megabytes:.0f} MB with {many.sessions}: {each:.0f} KB each"
    )


def _tell_kinds(said: argparse.Namespace, by_change: Mapping[str, Times]) -> None:
    print(f"a change to one open page of each kind, {said.rounds} rounds, milliseconds in the DOM")
    print(f"{'page':>9}{'change':>9}{'p50':>9}{'p95':>9}{'p99':>9}")
    for change, times in by_change.items():
        for kind, taken in times.items():
            print(f"{kind:>9}{change:>9}{_figures(taken)}")


def _line(measured: Measured, name: str, *, alone: float) -> str:
    times = getattr(measured, name)
    ratio = statistics.median(times) / alone
    return f"{measured.sessions:>9}{name:>9}{_figures(times)}{ratio:>14.2f}x"


def _figures(times: Sequence[float]) -> str:
    """p50, p95, p99."""
    hundredths = statistics.quantiles(times, n=100)
    return "".join(f"{hundredths[place]:>9.1f}" for place in (49, 94, 98))


async def _measure_kinds(said: argparse.Namespace) -> Mapping[str, Times]:
    async with httpx.AsyncClient(base_url=said.gateway, timeout=_PATIENCE) as client:
        await _sign_in(client, said)
        return await kinds_of_page.measure(
            said.shop,
            client=client,
            shopper=Shopper(said.shopper, said.shopper_password),
            rounds=said.rounds,
        )


async def _measure(said: argparse.Namespace) -> tuple[Measured, Measured]:
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(
            httpx.AsyncClient(base_url=said.gateway, timeout=_PATIENCE)
        )
        await _sign_in(client, said)
        answer = (await client.get("/products", params={"limit": 1})).raise_for_status()
        product = answer.json()["items"][0]
        browser = await stack.enter_async_context(_browser_at(said.shop, product["id"]))
        bench = Bench(said.shop, client=client, product_id=product["id"], browser=browser)
        pages = await bench.open(stack, count=1)
        try:
            one = await bench.measure(pages, rounds=said.rounds)
            pages += await bench.open(stack, count=said.sessions - 1)
            many = await bench.measure(pages, rounds=said.rounds)
        finally:
            await bench.set_stock(product["stock_quantity"])
    return one, many


class Bench:
    def __init__(
        self, shop: str, *, client: httpx.AsyncClient, product_id: int, browser: Page
    ) -> None:
        self._shop = shop
        self._client = client
        self._product_id = product_id
        self._browser = browser
        self._turns = itertools.cycle((2, 3))  # units; each change is one, over all measures

    async def open(self, stack: AsyncExitStack, *, count: int) -> list[OpenPage]:
        path, params = f"/products/{self._product_id}", {"product_id": str(self._product_id)}
        pages: list[OpenPage] = []
        while len(pages) < count:
            some = min(_AT_ONCE, count - len(pages))
            opening = [open_page(self._shop, path, params=params) for _ in range(some)]
            pages += await asyncio.gather(*map(stack.enter_async_context, opening))
        return pages

    async def measure(self, pages: Sequence[OpenPage], *, rounds: int) -> Measured:
        megabytes = memory.of_server_at(httpx.URL(self._shop).port or 80)
        measured = Measured(len(pages), megabytes=megabytes)
        for number in range(_WARM_UP + rounds):
            frames, drawn = await self._round(pages, units=next(self._turns))
            if number >= _WARM_UP:
                measured.frame.extend(frames)
                measured.dom.append(drawn)
        return measured

    async def _round(self, pages: Sequence[OpenPage], *, units: int) -> tuple[list[float], float]:
        """Milliseconds until each page had its frame, and until the browser had drawn it."""
        words = f"Only {units} left"
        heard = [asyncio.create_task(one.until(words)) for one in pages]
        drawn = asyncio.create_task(self._browser.evaluate(_STAMP, words))
        await asyncio.sleep(0.2)  # the browser's watch stands; rounds do not run into each other
        started, started_at = time.perf_counter(), time.time() * 1000
        await self.set_stock(units)
        async with asyncio.timeout(_PATIENCE):
            moments = await asyncio.gather(*heard)
            drawn_at = float(await drawn)
        return [(moment - started) * 1000 for moment in moments], drawn_at - started_at

    async def set_stock(self, units: int) -> None:
        path = f"/products/{self._product_id}/stock"
        answer = await self._client.patch(path, json={"stock_quantity": units})
        answer.raise_for_status()


@asynccontextmanager
async def _browser_at(shop: str, product_id: int) -> AsyncGenerator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(), args=list(LAUNCH_FLAGS)
        )
        page = await browser.new_page()
        await page.goto(f"{shop}/products/{product_id}")
        await page.get_by_text("This page is live.").wait_for()
        yield page
        await browser.close()


async def _sign_in(client: httpx.AsyncClient, said: argparse.Namespace) -> None:
    body = {"email": said.email, "password": said.password}
    answer = (await client.post("/users/login", json=body)).raise_for_status().json()
    client.headers["Authorization"] = f"Bearer {answer['access_token']}"


if __name__ == "__main__":
    main()
