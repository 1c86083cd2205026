"""What happens while a page is open, from the tab to what the page shows."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import reflex as rx

from storefront.api.catalog import ProductChange
from storefront.state import live
from storefront.state.cart import CartState
from storefront.state.live import LiveState
from storefront.web.tabs import Notice, Tabs
from storefront.web.worker import Worker
from tests.unit.storefront.browser import Browser, events_of, told
from tests.unit.storefront.fake_gateway import FakeGateway, problem

SHIPPED = Notice(kind="order_status_update", subject="Order #5", message="Shipped", order_id=5)


@pytest.fixture(autouse=True)
def let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "CALM", 0.0)
    monkeypatch.setattr(live, "AGAIN", 0.0)
    monkeypatch.setattr("storefront.api.client.FIRST_PAUSE", 0.0)
    # As Reflex lets a background event in: here nobody else wants the state.
    for way in ("__aenter__", "__aexit__"):
        monkeypatch.setattr(LiveState, way, _let_in, raising=False)


async def test_an_open_drawer_follows_price_and_stock(
    browser: Browser, worker: Worker, fake: FakeGateway
) -> None:
    browser.go("/products/2")
    cart = await browser.state(CartState)
    await events_of(cart.add(1, 2))  # this is what opens it
    async with following(browser):
        fake.products[1] |= {"stock_quantity": 1, "price": "10.00"}
        worker.tabs.tell_changes([change(1)])

        await until(lambda: cart.total == "$20.00")

    assert [(line.stock, line.problem) for line in cart.lines] == [(1, "short_stock")]


async def test_a_cart_that_could_not_be_asked_for_is_asked_for_again(
    browser: Browser, worker: Worker, fake: FakeGateway
) -> None:
    cart = await browser.state(CartState)
    await events_of(cart.add(1, 2))
    async with following(browser):
        fake.products[1]["price"] = "10.00"
        fake.instead["/cart"] = [_away] * 4  # more than one question asks by itself
        worker.tabs.tell_changes([change(1)])

        await until(lambda: cart.total == "$20.00")

    assert fake.instead["/cart"] == []
    assert not cart.error


async def test_goods_in_a_rush_cost_few_questions(
    browser: Browser, worker: Worker, fake: FakeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "CALM", 60.0)
    cart = await browser.state(CartState)
    await events_of(cart.add(1, 2))
    fake.requests.clear()
    async with following(browser):
        for _ in range(5):
            worker.tabs.tell_changes([change(1)])
            await all_is_applied(browser, worker.tabs)

    assert [request.url.path for request in fake.requests] == ["/cart"]


async def test_what_happens_to_orders_is_told(shopper: Browser, worker: Worker) -> None:
    async with following(shopper) as toasts:
        await at_the_tab(worker.tabs, 7)
        worker.tabs.tell_person(7, SHIPPED)

        await until(lambda: bool(toasts))

    assert "Order #5" in told(toasts[0])


async def test_who_signed_out_elsewhere_is_told_nothing_at_this_tab(
    shopper: Browser, worker: Worker
) -> None:
    async with following(shopper) as toasts:
        await at_the_tab(worker.tabs, 7)
        await worker.sessions.store.forget(shopper.session_id)  # another worker did

        worker.tabs.tell_person(7, SHIPPED)

        await all_is_applied(shopper, worker.tabs)
    assert toasts == []
    assert worker.tabs.people == {}


async def test_signing_out_at_one_tab_silences_the_other(shopper: Browser, worker: Worker) -> None:
    async with following(shopper) as toasts:
        await at_the_tab(worker.tabs, 7)
        worker.tabs.enter(worker.tabs.of("tab-2"), user_id=7, session_id=shopper.session_id)

        await worker.sessions.end(shopper.session_id)
        worker.tabs.tell_person(7, SHIPPED)

        assert worker.tabs.people == {}
        assert worker.tabs.of("tab-2").take_news().notices == ()
        await all_is_applied(shopper, worker.tabs)
    assert toasts == []


@asynccontextmanager
async def following(browser: Browser) -> AsyncGenerator[list[rx.event.EventSpec]]:
    """While the page is open; what it tells the browser to do."""
    state = await browser.state(LiveState)
    heard: list[rx.event.EventSpec] = []

    async def follow() -> None:
        async for event in followed(state):
            heard.append(event)  # noqa: PERF401 - each when it comes: following never ends

    task = asyncio.create_task(follow())
    try:
        yield heard
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def all_is_applied(browser: Browser, tabs: Tabs) -> None:
    """The page says what it heard last, so it has heard all before."""
    state = await browser.state(LiveState)
    for is_connected in (False, True):
        tabs.tell_connection(is_connected=is_connected)
        await until(lambda: state.is_connected is is_connected)  # noqa: B023 - waited for at once


def followed(state: LiveState) -> AsyncGenerator[Any, None]:
    """What Reflex runs in the background and refuses to call by name."""
    return LiveState.event_handlers["follow"].fn(state)


def change(product_id: int) -> ProductChange:
    return ProductChange(id=product_id, price="10.00", stock=1, is_active=True)


async def at_the_tab(tabs: Tabs, user_id: int) -> None:
    await until(lambda: user_id in tabs.people)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - a state sends no event
            await asyncio.sleep(0.01)


async def _let_in(_: LiveState, *_of_an_error: object) -> None:
    pass


async def _away(_: object) -> Any:
    return problem(503, "unavailable", "later")
