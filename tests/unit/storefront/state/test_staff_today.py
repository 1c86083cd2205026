import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from storefront.api.catalog import ProductChange
from storefront.api.staff_today_models import LowStock, SalesDay, SalesFigures, Trouble
from storefront.state import staff_today
from storefront.state.staff_today import StaffTodayState
from storefront.web.tabs import Tabs
from storefront.web.worker import Worker
from tests.unit.storefront.browser import Browser, events_of, told
from tests.unit.storefront.fake_gateway import FakeGateway
from tests.unit.storefront.state.staff_office import at_the_desk, refuses, says

SALES = {
    "currency": "USD",
    "orders": 1204,
    "cancelled": 2,
    "revenue": "30750.50",
    "average_order": "15.38",
    "days": [
        {"day": "2026-11-09", "orders": 0, "cancelled": 0, "revenue": "0.00"},
        {"day": "2026-11-10", "orders": 1204, "cancelled": 2, "revenue": "30750.50"},
    ],
    "carts": {"begun": 3, "ordered": 1, "conversion": 0.3333},
}
LOW = {
    "items": [
        {"id": 9, "name": "Vase", "sku": "VASE", "stock_quantity": 0},
        {"id": 4, "name": "Bowl", "sku": "BOWL", "stock_quantity": 5},
    ],
    "total": 12,
    "low_at_most": 5,
}


def answers_all(fake: FakeGateway) -> None:
    says(fake, "/orders/stats", SALES)
    says(fake, "/products/low-stock", LOW)
    says(fake, "/notifications/stats", {"failed": 1, "pending": 2, "sent_today": 1300})
    says(fake, "/dead-letters/products", {"depths": {"products-orders.fifo": 0}})
    says(fake, "/dead-letters/orders", {"depths": {"orders-products.fifo": 3}})
    says(fake, "/dead-letters/notifications", {"depths": {"a.fifo": 1, "b.fifo": 1}})


@pytest.fixture
async def clerk(worker: Worker, fake: FakeGateway) -> Browser:
    browser = await at_the_desk(worker, fake)
    answers_all(fake)
    browser.go("/staff")
    return browser


async def looked_at(browser: Browser) -> StaffTodayState:
    today = await browser.state(StaffTodayState)
    await events_of(today.load())
    return today


async def test_staff_sees_how_the_shop_does(clerk: Browser) -> None:
    today = await looked_at(clerk)

    assert today.sales == SalesFigures(
        is_known=True,
        orders="1,204",
        orders_note="2 of them cancelled",
        revenue="$30,750.50",
        average="$15.38",
        conversion="33.3 %",
        conversion_note="1 of 3 carts begun",
        days=[
            SalesDay(day="9 Nov", revenue_label="$0.00"),
            SalesDay(
                day="10 Nov",
                orders=1204,
                cancelled=2,
                revenue=30750.5,
                revenue_label="$30,750.50",
            ),
        ],
    )
    assert today.stock.summary == "12 products run out; these have the fewest left."
    assert [(one.name, one.stock_label, one.href) for one in today.stock.products] == [
        ("Vase", "Sold out", "/staff/products/9"),
        ("Bowl", "Only 5 left", "/staff/products/4"),
    ]
    assert today.failed_mails == Trouble(
        is_known=True, count="1", note="1,300 sent today, 2 waiting", level="low"
    )
    assert today.dead_letters == Trouble(
        is_known=True, count="5", note="orders 3, notifications 2", level="low"
    )


async def test_this_day_has_figures_of_its_own(clerk: Browser, fake: FakeGateway) -> None:
    async def sold(request: Request) -> Response:
        orders = 3 if request.query_params["days"] == "1" else 1204
        return JSONResponse(SALES | {"orders": orders, "cancelled": 0})

    fake.instead["/orders/stats"] = [sold, sold]

    today = await looked_at(clerk)

    assert (today.so_far.orders, today.so_far.orders_note) == ("3", "")
    assert today.sales.orders == "1,204"


@pytest.mark.parametrize(
    ("query", "days"),
    [("", 30), ("?days=7", 7), ("?days=90", 90), ("?days=8", 30), ("?days=x", 30)],
)
async def test_the_address_chooses_the_period(
    clerk: Browser, fake: FakeGateway, query: str, days: int
) -> None:
    clerk.go(f"/staff{query}")

    today = await looked_at(clerk)

    assert today.days == days
    asked = {request.query_params["days"] for request in fake.asked("/orders/stats")}
    assert asked == {"1", str(days)}


async def test_a_shop_without_a_sale_has_no_average_and_no_conversion(
    clerk: Browser, fake: FakeGateway
) -> None:
    nothing = {"begun": 0, "ordered": 0, "conversion": None}
    says(fake, "/orders/stats", SALES | {"average_order": None, "carts": nothing})
    says(fake, "/products/low-stock", {"items": [], "total": 0})

    today = await looked_at(clerk)

    assert (today.sales.average, today.sales.conversion) == ("–", "–")  # noqa: RUF001 - a dash
    assert today.stock.summary == "Enough of everything."


async def test_a_service_that_is_away_leaves_the_others_figures_standing(
    clerk: Browser, fake: FakeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storefront.api.client.FIRST_PAUSE", 0.0)
    for path in ("/orders/stats", "/dead-letters/orders"):
        refuses(fake, path, status=503, code="unavailable", detail="away")

    today = await looked_at(clerk)

    assert today.sales == SalesFigures()
    assert today.stock.is_known
    assert today.dead_letters == Trouble(note="No answer from orders")
    assert (today.error, today.is_loading, today.has_figures) == ("", False, True)


async def test_a_shop_that_is_away_altogether_says_so(
    clerk: Browser, fake: FakeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storefront.api.client.FIRST_PAUSE", 0.0)
    for path in list(fake.instead):
        refuses(fake, path, status=503, code="unavailable", detail="away")

    today = await looked_at(clerk)

    assert "can't be reached" in today.error
    assert not today.has_figures


async def test_a_customer_is_told_nothing_and_asks_nobody(
    worker: Worker, fake: FakeGateway
) -> None:
    browser = await at_the_desk(worker, fake, role="customer")
    answers_all(fake)

    today = await looked_at(browser)

    assert "Only the shop's staff" in today.error
    assert today.sales == SalesFigures()
    assert fake.requests == []


async def test_who_is_staff_no_more_keeps_nothing(clerk: Browser, fake: FakeGateway) -> None:
    today = await looked_at(clerk)
    refuses(fake, "/orders/stats", status=401, code="unauthenticated", detail="who?")
    refuses(fake, "/users/refresh", status=401, code="unauthenticated", detail="who?")

    (event,) = await events_of(today.load())

    assert "/login?next=/staff" in told(event)
    assert (today.sales, today.stock) == (SalesFigures(), LowStock())


class TestFollowing:
    @pytest.fixture(autouse=True)
    def hurried(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(staff_today, "SETTLE", 0.0)
        monkeypatch.setattr(staff_today, "PAUSE", 0.0)
        # As Reflex lets a background event in: here nobody else wants the state.
        for way in ("__aenter__", "__aexit__"):
            monkeypatch.setattr(StaffTodayState, way, _let_in, raising=False)

    @pytest.fixture
    async def following(self, clerk: Browser) -> AsyncIterator[StaffTodayState]:
        today = await looked_at(clerk)
        task = asyncio.create_task(events_of(followed(today)))
        yield today
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async def test_a_sale_moves_the_figures(
        self, following: StaffTodayState, worker: Worker, fake: FakeGateway
    ) -> None:
        says(fake, "/orders/stats", SALES | {"orders": 1205})

        sell(worker.tabs)

        await until(lambda: following.sales.orders == "1,205")

    async def test_a_shop_that_comes_back_is_forgotten_to_have_been_away(
        self,
        following: StaffTodayState,
        worker: Worker,
        fake: FakeGateway,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr("storefront.api.client.FIRST_PAUSE", 0.0)
        for path in list(fake.instead):
            refuses(fake, path, status=503, code="unavailable", detail="away")
        sell(worker.tabs)
        await until(lambda: bool(following.error))
        assert following.sales.orders == "1,204"  # the last known ones stay

        answers_all(fake)
        sell(worker.tabs)

        await until(lambda: not following.error)

    async def test_nobody_follows_who_is_staff_no_more(
        self, clerk: Browser, fake: FakeGateway, worker: Worker
    ) -> None:
        today = await looked_at(clerk)
        await clerk.sign_in(fake.sign_somebody_in(), role="customer")
        fake.requests.clear()
        sell(worker.tabs)

        await asyncio.wait_for(events_of(followed(today)), timeout=30)

        assert today.sales == SalesFigures()
        assert fake.requests == []


def followed(today: StaffTodayState) -> AsyncGenerator[Any, None]:
    """What Reflex runs in the background and refuses to call by name."""
    return StaffTodayState.event_handlers["follow"].fn(today)


async def _let_in(_: StaffTodayState, *_of_an_error: object) -> None:
    pass


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - a state sends no event
            await asyncio.sleep(0.01)


def sell(tabs: Tabs) -> None:
    """A product that no page shows is sold."""
    tabs.of("tab-1")
    tabs.tell_changes([ProductChange(id=77, price="1.00", stock=1, is_active=True)])
