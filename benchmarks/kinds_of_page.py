"""How long a changed price and stock take to an open list, cart and checkout, each in a browser.

One Chromium with the demo shopper signed in has one page of each kind open. What is changed is put
back, and so is the cart.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Protocol

import httpx
from playwright.async_api import Page, async_playwright

from tools.chromium import LAUNCH_FLAGS, find_chromium

_WARM_UP: Final = 3
_PATIENCE: Final = 60.0  # seconds for one change to reach all three
_IN_CART: Final = 3  # more than there will be: cart and checkout say how many are left
_CENT: Final = Decimal("0.01")
_STAMP: Final = """(words) => new Promise((resolve) => {
  const look = () => document.querySelector("main").innerText.includes(words)
    && (resolve(Date.now()), true);
  if (look()) return;
  const watch = new MutationObserver(() => look() && watch.disconnect());
  watch.observe(document.body, {subtree: true, childList: true, characterData: true});
})"""

Times = dict[str, list[float]]  # milliseconds, by kind of page


@dataclass(frozen=True)
class Shopper:
    email: str
    password: str


class Change(Protocol):
    def words(self, number: int) -> str:
        """What stands on every page after the change of that number, and not before."""
        ...

    async def make(self, number: int) -> None: ...


@dataclass(frozen=True)
class PriceChange:
    client: httpx.AsyncClient
    product: Mapping[str, Any]

    def words(self, number: int) -> str:
        # Another one each time: a cart also says what the price was before.
        return str(Decimal(self.product["price"]) + _CENT * (1 + number))

    async def make(self, number: int) -> None:
        await _patch(
            self.client, f"/products/{self.product['id']}", body={"price": self.words(number)}
        )


@dataclass(frozen=True)
class StockChange:
    client: httpx.AsyncClient
    product: Mapping[str, Any]

    def words(self, number: int) -> str:
        return f"Only {1 + number % 2} left"

    async def make(self, number: int) -> None:
        path = f"/products/{self.product['id']}/stock"
        await _patch(self.client, path, body={"stock_quantity": 1 + number % 2})


async def measure(
    shop: str, *, client: httpx.AsyncClient, shopper: Shopper, rounds: int
) -> Mapping[str, Times]:
    """By what was changed. `client` asks the gateway as staff."""
    product = await _goods(client)
    path = f"/products/{product['id']}"
    try:
        async with (
            _in_the_cart(client, shopper, product_id=product["id"]),
            _open_pages(shop, shopper, name=product["name"]) as pages,
        ):
            return {
                "price": await _rounds(pages, PriceChange(client, product), rounds=rounds),
                "stock": await _rounds(pages, StockChange(client, product), rounds=rounds),
            }
    finally:
        await _patch(client, path, body={"price": product["price"]})
        await _patch(client, f"{path}/stock", body={"stock_quantity": product["stock_quantity"]})


async def _goods(client: httpx.AsyncClient) -> Mapping[str, Any]:
    """Something with enough units, and no struck-through price that the new ones could pass."""
    answer = await client.get("/products", params={"limit": 100, "in_stock": True})
    return next(
        one
        for one in answer.raise_for_status().json()["items"]
        if one["stock_quantity"] > _IN_CART and not one["compare_at_price"]
    )


async def _rounds(pages: Mapping[str, Page], change: Change, *, rounds: int) -> Times:
    times: Times = {kind: [] for kind in pages}
    for number in range(_WARM_UP + rounds):
        words = change.words(number)
        drawn = [asyncio.ensure_future(page.evaluate(_STAMP, words)) for page in pages.values()]
        await asyncio.sleep(1.0)  # all watch; the cart, which rests after a change, has rested
        started = time.time() * 1000
        await change.make(number)
        async with asyncio.timeout(_PATIENCE):
            moments = await asyncio.gather(*drawn)
        if number >= _WARM_UP:
            for kind, moment in zip(pages, moments, strict=True):
                times[kind].append(float(moment) - started)
    return times


@asynccontextmanager
async def _in_the_cart(
    client: httpx.AsyncClient, shopper: Shopper, *, product_id: int
) -> AsyncGenerator[None]:
    body = {"email": shopper.email, "password": shopper.password}
    signed_in = (await client.post("/users/login", json=body)).raise_for_status().json()
    theirs = {"Authorization": f"Bearer {signed_in['access_token']}"}
    path = f"/cart/items/{product_id}"
    answer = await client.put(path, json={"quantity": _IN_CART}, headers=theirs)
    answer.raise_for_status()
    try:
        yield
    finally:
        (await client.delete(path, headers=theirs)).raise_for_status()


@asynccontextmanager
async def _open_pages(
    shop: str, shopper: Shopper, *, name: str
) -> AsyncGenerator[Mapping[str, Page]]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(), args=list(LAUNCH_FLAGS)
        )
        visitor = await browser.new_context(base_url=shop)
        door = await visitor.new_page()
        await door.goto("/login?next=/cart")
        await door.get_by_label("Email address").fill(shopper.email)
        await door.get_by_label("Password", exact=True).fill(shopper.password)
        await door.get_by_role("button", name="Sign in", exact=True).click()
        await door.wait_for_url("**/cart*")
        pages = {
            "cart": door,
            "list": await visitor.new_page(),
            "checkout": await visitor.new_page(),
        }
        await pages["list"].goto(str(httpx.URL("/products", params={"q": name})))
        await pages["checkout"].goto("/checkout")
        for page in pages.values():
            await page.evaluate(_STAMP, name)
        yield pages
        await browser.close()


async def _patch(client: httpx.AsyncClient, path: str, *, body: Mapping[str, Any]) -> None:
    (await client.patch(path, json=body)).raise_for_status()
