from collections.abc import AsyncGenerator
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from reflex.config import get_config

from storefront.web.cookies import SESSION_COOKIE, new_session_id
from storefront.web.doors import make_doors
from storefront.web.google import COOKIE
from storefront.web.worker import Worker
from tests.unit.storefront.fake_gateway import FakeGateway


@pytest.fixture
async def browser(worker: Worker) -> AsyncGenerator[httpx.AsyncClient, None]:
    """A browser on its way: other sites lead it here, so it says nothing about our own pages."""
    del worker
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=make_doors()),
        base_url="http://shop.test",
        headers={"Sec-Fetch-Site": "cross-site"},
    ) as client:
        yield client


async def start(browser: httpx.AsyncClient, *, wanted: str = "/cart") -> httpx.Response:
    return await browser.get("/session/google/start", params={"next": wanted})


async def finish(browser: httpx.AsyncClient, *, code: str = "good-code") -> httpx.Response:
    return await browser.get("/session/google", params={"code": code})


async def test_a_browser_leaves_with_a_challenge_and_keeps_the_secret(
    browser: httpx.AsyncClient,
) -> None:
    answer = await start(browser)

    assert answer.status_code == 303
    address = urlsplit(answer.headers["location"])
    assert f"{address.scheme}://{address.netloc}{address.path}" == (
        "http://localhost:3000/auth/google"
    )
    (challenge,) = parse_qs(address.query)["challenge"]
    kept = SimpleCookie(answer.headers["set-cookie"])[COOKIE]
    assert kept["httponly"]
    assert kept["samesite"] == "lax"
    assert kept["path"] == "/session/google"
    assert challenge not in kept.value
    assert kept.value.partition(".")[0] not in answer.headers["location"]


async def test_back_with_a_code_a_session_begins_where_one_wanted_to_go(
    browser: httpx.AsyncClient, worker: Worker
) -> None:
    before = new_session_id()
    browser.cookies.set(SESSION_COOKIE, before, domain="shop.test")
    await start(browser)

    answer = await finish(browser)

    assert answer.status_code == 303
    assert urlsplit(answer.headers["location"]).path == "/cart"
    fresh = browser.cookies[SESSION_COOKIE]
    assert fresh != before
    session = await worker.sessions.store.load(fresh)
    assert session is not None
    assert session.is_signed_in
    assert COOKIE not in browser.cookies


async def test_behind_a_proxy_of_ours_each_visitor_is_counted_alone(
    browser: httpx.AsyncClient, fake: FakeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(get_config(), "trusted_proxy_hops", 1)
    await start(browser)

    await browser.get(
        "/session/google",
        params={"code": "good-code"},
        headers={"X-Forwarded-For": "198.51.100.7, 203.0.113.9"},
    )

    (asked,) = fake.asked("/users/handoff")
    assert asked.headers["x-forwarded-for"] == "203.0.113.9"


@pytest.mark.parametrize("wanted", ["https://evil.example", "//evil.example", "/login"])
async def test_nobody_is_led_out_of_the_shop(browser: httpx.AsyncClient, wanted: str) -> None:
    await start(browser, wanted=wanted)

    assert urlsplit((await finish(browser)).headers["location"]).path == "/"


async def test_a_code_that_this_browser_did_not_ask_for_signs_nobody_in(
    browser: httpx.AsyncClient, fake: FakeGateway
) -> None:

    answer = await finish(browser)

    assert answer.headers["location"].endswith("/login?problem=google_expired")
    assert SESSION_COOKIE not in browser.cookies
    assert fake.requests == []


async def test_a_code_that_is_refused_is_told_kindly(browser: httpx.AsyncClient) -> None:
    await start(browser)

    answer = await finish(browser, code="another-code")

    assert answer.headers["location"].endswith("/login?problem=google_failed&next=%2Fcart")
    assert SESSION_COOKIE not in browser.cookies
