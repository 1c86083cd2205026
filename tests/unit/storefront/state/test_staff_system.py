import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from storefront.api.staff_system import duration
from storefront.api.staff_system_models import Hearing, Part, SystemReport, Telling
from storefront.settings import VERSION
from storefront.state import staff_system
from storefront.state.staff_system import StaffSystemState
from storefront.web.worker import Worker
from tests.unit.storefront.browser import Browser, events_of
from tests.unit.storefront.fake_gateway import NOW, FakeGateway
from tests.unit.storefront.state.staff_office import at_the_desk, refuses, says

NAMES = ("users", "products", "orders", "notifications")
UP = {"status": "up", "response_time_ms": 3.21}


def health(**changes: dict[str, Any]) -> dict[str, Any]:
    called = [f"{name.removesuffix('s')}-service" for name in NAMES]
    return {"services": {name: changes.get(name.partition("-")[0], UP) for name in called}}


def about(name: str, **fields: Any) -> dict[str, Any]:
    said: dict[str, Any] = {
        "service": name,
        "version": "0.1.0",
        "commit": "9c3ced8",
        "started_at": NOW,
        "outbox": {"waiting": 0, "oldest_seconds": None, "rejected": 0},
        "hears": [],
    }
    return said | fields


def answers_all(fake: FakeGateway) -> None:
    says(fake, "/health", health())
    for name in ("gateway", *NAMES):
        says(fake, f"/system/{name}", about(name))


@pytest.fixture
async def clerk(worker: Worker, fake: FakeGateway, monkeypatch: pytest.MonkeyPatch) -> Browser:
    monkeypatch.setattr("storefront.api.client.FIRST_PAUSE", 0.0)
    browser = await at_the_desk(worker, fake)
    answers_all(fake)
    browser.go("/staff/system")
    return browser


async def looked_at(browser: Browser) -> StaffSystemState:
    system = await browser.state(StaffSystemState)
    await events_of(system.load())
    return system


def states(system: StaffSystemState) -> dict[str, str]:
    return {part.name: part.state for part in system.report.parts}


async def test_staff_sees_each_process_and_what_it_was_built_from(clerk: Browser) -> None:
    system = await looked_at(clerk)

    gateway, users, *_ = system.report.parts
    assert states(system) == dict.fromkeys(("gateway", *NAMES), "Up")
    assert (gateway.answer, gateway.version) == ("", "0.1.0")
    assert users == Part(
        name="users",
        state="Up",
        level="in",
        answer="3 ms",
        version="0.1.0",
        commit="9c3ced8",
        since=users.since,
    )
    assert users.since == "2026-11-23T14:05:00Z"
    assert system.build == f"This page comes from storefront {VERSION}."
    assert (system.api_docs, system.mailbox) == ("http://localhost:3000/docs", "")


async def test_events_that_pile_up_are_marked(clerk: Browser, fake: FakeGateway) -> None:
    waiting = {"waiting": 1200, "oldest_seconds": 95.0, "rejected": 2}
    heard = {
        "queue": "orders-products.fifo",
        "waiting": 7,
        "dead": 1,
        "last_heard_at": NOW,
        "usual_lag_seconds": 0.04,
    }
    unheard = {"queue": "orders-users.fifo", "waiting": None, "dead": None}
    says(fake, "/system/orders", about("orders", outbox=waiting, hears=[heard, unheard]))
    says(fake, "/system/notifications", about("notifications", outbox=None))

    report = (await looked_at(clerk)).report

    assert report.telling[0] == Telling(name="users", waiting="0", oldest="nothing waits")
    assert report.telling[2] == Telling(
        name="orders", waiting="1,200, 2 refused", oldest="1 minute", level="low"
    )
    assert [one.name for one in report.telling] == ["users", "products", "orders"]
    assert report.hearing == [
        Hearing(
            queue="orders-products",
            waiting="7",
            dead="1",
            last_heard=report.hearing[0].last_heard,
            lag="40 ms",
            level="low",
        ),
        Hearing(
            queue="orders-users",
            waiting="not known",
            dead="not known",
            last_heard="",
            lag="–",  # noqa: RUF001 - a dash
        ),
    ]


async def test_a_service_that_is_down_is_said_to_be_and_the_page_stays(
    clerk: Browser, fake: FakeGateway
) -> None:
    says(fake, "/health", health(order={"status": "down", "error": "Unreachable"}))
    refuses(fake, "/system/orders", status=503, code="unavailable", detail="away")

    system = await looked_at(clerk)

    assert states(system)["orders"] == "Down: unreachable"
    assert states(system)["products"] == "Up"
    assert [one.name for one in system.report.telling] == ["users", "products", "notifications"]
    assert (system.error, system.has_report) == ("", True)


async def test_all_services_down_is_told_from_a_gateway_that_is_down(
    clerk: Browser, fake: FakeGateway
) -> None:
    for path in list(fake.instead):
        refuses(fake, path, status=503, code="unavailable", detail="away")
    assert states(await looked_at(clerk)) == {
        "gateway": "Up",
        **dict.fromkeys(NAMES, "Down: unreachable"),
    }

    refuses(fake, "/health/live", status=503, code="unavailable", detail="away")
    assert states(await looked_at(clerk)) == {
        "gateway": "Down: unreachable",
        **dict.fromkeys(NAMES, "Not known"),
    }


async def test_a_customer_is_told_nothing_and_asks_nobody(
    worker: Worker, fake: FakeGateway
) -> None:
    browser = await at_the_desk(worker, fake, role="customer")

    system = await looked_at(browser)

    assert "Only the shop's staff" in system.error
    assert system.report == SystemReport()
    assert fake.requests == []


async def test_nobody_follows_who_is_staff_no_more(
    clerk: Browser, fake: FakeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staff_system, "PAUSE", 0.0)
    for way in ("__aenter__", "__aexit__"):
        monkeypatch.setattr(StaffSystemState, way, _let_in, raising=False)
    system = await looked_at(clerk)
    await clerk.sign_in(fake.sign_somebody_in(), role="customer")

    followed = StaffSystemState.event_handlers["follow"].fn(system)
    await asyncio.wait_for(events_of(followed), timeout=30)

    assert system.report == SystemReport()


async def test_a_gateway_that_was_away_at_first_is_followed_all_the_same(
    worker: Worker, fake: FakeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The session's token is over, and nobody is there to renew it yet."""
    monkeypatch.setattr(staff_system, "PAUSE", 0.0)
    monkeypatch.setattr("storefront.api.client.FIRST_PAUSE", 0.0)
    for way in ("__aenter__", "__aexit__"):
        monkeypatch.setattr(StaffSystemState, way, _let_in, raising=False)
    fake.access_lifetime = 0
    browser = await at_the_desk(worker, fake)
    refuses(fake, "/users/refresh", status=503, code="unavailable", detail="away")
    system = await browser.state(StaffSystemState)
    task = asyncio.create_task(events_of(StaffSystemState.event_handlers["follow"].fn(system)))
    await _until(lambda: "can't be reached" in system.error)

    fake.instead.clear()
    fake.access_lifetime = 900
    answers_all(fake)

    await _until(lambda: system.has_report)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _let_in(_: StaffSystemState, *_of_an_error: object) -> None:
    pass


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - a state sends no event
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.0401, "40 ms"), (3.21, "3.2 s"), (60, "1 minute"), (3599, "59 minutes"), (7200, "2 hours")],
)
def test_a_duration_is_said_as_people_say_it(seconds: float, words: str) -> None:
    assert duration(seconds) == words
