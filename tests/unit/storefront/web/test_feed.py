"""The feed against a real socket server that speaks as the gateway does."""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.asyncio.server import Server, ServerConnection, serve

from storefront.api.account import Person, Tokens
from storefront.api.catalog import ProductChange
from storefront.api.errors import Unavailable
from storefront.web import feed as feed_module
from storefront.web import sitemap as sitemap_module
from storefront.web.feed import CATALOG, NOTIFICATIONS, LiveFeed
from storefront.web.tabs import Tab, Tabs
from storefront.web.worker import Worker
from tests.unit.storefront.fake_gateway import FakeGateway
from tests.unit.storefront.web.frozen_line import frozen_line

LookAgain = Callable[[Iterable[int]], Awaitable[list[ProductChange]]]
LONG_FROM_NOW = "2099-01-01T00:00:00Z"


class Ears:
    """The gateway's end of both sockets."""

    def __init__(self, fake: FakeGateway) -> None:
        self._fake = fake
        self.open: dict[str, list[ServerConnection]] = {CATALOG: [], NOTIFICATIONS: []}
        self.frames: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.connected = asyncio.Condition()
        self.expires_at = LONG_FROM_NOW
        self.position = 4  # of everybody's newest news

    async def __call__(self, socket: ServerConnection) -> None:
        assert socket.request is not None
        path = socket.request.path
        self.open[path].append(socket)
        async with self.connected:
            self.connected.notify_all()
        await socket.send(json.dumps({"type": "connected", "message": "hello"}))
        try:
            async for text in socket:
                await self._answer(socket, json.loads(text))
        finally:
            self.open[path].remove(socket)
            async with self.connected:
                self.connected.notify_all()

    async def _answer(self, socket: ServerConnection, frame: dict[str, Any]) -> None:
        if frame["type"] == "subscribe":
            user_id = self._fake.access_tokens.get(frame["token"])
            answer = {
                "type": "subscribed",
                "user_id": user_id,
                "expires_at": self.expires_at,
                "position": frame.get("since", self.position),
            }
            await socket.send(json.dumps(answer))
        self.frames.put_nowait(frame)

    async def until_open(self, path: str, count: int) -> None:
        async with self.connected:
            await self.connected.wait_for(lambda: len(self.open[path]) == count)

    async def say(self, path: str, frame: object) -> None:
        text = frame if isinstance(frame, str) else json.dumps(frame)
        for socket in self.open[path]:
            await socket.send(text)


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_module, "FIRST_PAUSE", 0.001)
    # No machine is so slow that a connection that comes about is taken for none.
    monkeypatch.setattr(feed_module, "GRACE", 60.0)
    monkeypatch.setattr(sitemap_module, "PAUSE", 0.0)
    monkeypatch.setattr(feed_module, "ROUND", 0.05)


@pytest.fixture
def complaining(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages say at once that nothing is heard."""
    monkeypatch.setattr(feed_module, "GRACE", 0.0)


@pytest.fixture
def tabs() -> Tabs:
    return Tabs()


@pytest.fixture
def ears(fake: FakeGateway) -> Ears:
    return Ears(fake)


@pytest.fixture
async def server(ears: Ears) -> AsyncGenerator[Server, None]:
    async with serve(ears, "127.0.0.1", 0) as opened:
        yield opened


def port_of(server: Server) -> int:
    return next(iter(server.sockets)).getsockname()[1]


async def seven_left(ids: Iterable[int]) -> list[ProductChange]:
    return [ProductChange(id=one, price="7.00", stock=7, is_active=True) for one in ids]


@asynccontextmanager
async def listening(
    worker: Worker, tabs: Tabs, port: int, *, look_again: LookAgain = seven_left
) -> AsyncGenerator[LiveFeed, None]:
    feed = LiveFeed(
        gateway_url=f"http://127.0.0.1:{port}",
        tabs=tabs,
        sessions=worker.sessions,
        look_again=look_again,
        also_tell=worker.sitemaps.hear,
    )
    running = asyncio.create_task(feed.run())
    try:
        yield feed
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


@pytest.fixture
async def feed(
    worker: Worker, tabs: Tabs, ears: Ears, server: Server
) -> AsyncGenerator[LiveFeed, None]:
    async with listening(worker, tabs, port_of(server)) as running:
        await ears.until_open(CATALOG, 1)
        await has_caught_up(tabs)
        yield running


async def has_caught_up(tabs: Tabs) -> None:
    tab = tabs.of("first")
    tab.show("product", [1])
    while not (await tab.news()).changes:
        pass
    tab.turn_page()


async def session_of(worker: Worker, fake: FakeGateway, user_id: int) -> str:
    answer = fake.sign_somebody_in(user_id)
    tokens = Tokens(
        access_token=answer["access_token"],
        refresh_token=answer["refresh_token"],
        expires_in=answer["expires_in"],
    )
    person = Person(id=user_id, name="x", email="x@example.com", role="customer")
    return await worker.sessions.begin("", tokens=tokens, person=person)


def shown(tabs: Tabs, *product_ids: int) -> Tab:
    tab = tabs.of("tab")
    tab.show("product", product_ids)
    return tab


def products(*changes: tuple[int, int]) -> dict[str, Any]:
    data = [
        {"id": one, "price": "1.00", "stock_quantity": stock, "is_active": True}
        for one, stock in changes
    ]
    return {"type": "products", "data": data}


def notification(user_id: int, order_id: int = 5, *, position: int = 5) -> dict[str, Any]:
    data = {
        "event_type": "order_status_update",
        "subject": "Order #5",
        "message": "Shipped",
        "timestamp": LONG_FROM_NOW,
        "user_id": user_id,
        "order_id": order_id,
        "status": "shipped",
    }
    return {"type": "notification", "position": position, "data": data}


async def test_a_product_that_came_is_in_the_sitemap_though_no_tab_shows_it(
    feed: LiveFeed, tabs: Tabs, ears: Ears, worker: Worker, fake: FakeGateway
) -> None:
    del feed
    tab = shown(tabs, 1)
    await worker.sitemaps.get(worker.gateway, base="")
    fake.shelve(9)

    await ears.say(CATALOG, products((1, 3), (9, 9)))
    await tab.news()

    assert "<loc>/products/9</loc>" in await worker.sitemaps.get(worker.gateway, base="")


async def until_subscribed(tab: Tab) -> None:
    """Whoever is new here has a gap behind them, once more when their subscription begins."""
    assert (await tab.news()).has_gap
    assert (await tab.news()).has_gap


async def test_a_change_reaches_the_tabs_that_show_the_product(
    feed: LiveFeed, tabs: Tabs, ears: Ears
) -> None:
    del feed
    tab = shown(tabs, 1)

    await ears.say(CATALOG, products((1, 3), (2, 9)))

    news = await tab.news()
    assert [(one.id, one.stock) for one in news.changes] == [(1, 3)]


@pytest.mark.parametrize(
    "nonsense",
    ["{", "[1]", '"text"', '{"type": 5}', '{"type":"products","data":[{"id":"x"}]}', "{}"],
)
async def test_what_cannot_be_read_stops_nothing(
    feed: LiveFeed, tabs: Tabs, ears: Ears, nonsense: str
) -> None:
    del feed
    tab = shown(tabs, 1)

    await ears.say(CATALOG, nonsense)
    await ears.say(CATALOG, products((1, 3)))

    assert (await tab.news()).changes[0].stock == 3


async def test_without_anybody_signed_in_only_goods_are_heard_of(
    *, worker: Worker, tabs: Tabs, ears: Ears, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def recording(address: str, **options: Any) -> Any:
        asked.append(address.partition(str(port_of(server)))[2])
        return connect(address, **options)

    monkeypatch.setattr(feed_module, "connect", recording)
    tab = shown(tabs, 1)
    async with (
        listening(worker, tabs, port_of(server)) as feed,
        feed.following(tab, session_id="", user_id=None),
    ):
        await ears.until_open(CATALOG, 1)
        await ears.say(CATALOG, products((1, 3)))
        while not (await tab.news()).changes:  # and so everybody else had many turns
            pass

    assert asked == [CATALOG]


async def test_one_connection_serves_everybody(
    feed: LiveFeed, tabs: Tabs, ears: Ears, worker: Worker, fake: FakeGateway
) -> None:
    ann, bob = await session_of(worker, fake, 7), await session_of(worker, fake, 8)
    async with (
        feed.following(tabs.of("a"), session_id=ann, user_id=7),
        feed.following(tabs.of("b"), session_id=bob, user_id=8),
    ):
        tokens = {(await ears.frames.get())["token"] for _ in range(2)}
        await ears.say(NOTIFICATIONS, notification(8))
        news = await tabs.of("b").news()
        while not news.notices:
            news = await tabs.of("b").news()

    assert tokens == {"access-1", "access-2"}
    assert len(ears.open[NOTIFICATIONS]) == 1
    assert [notice.order_id for notice in news.notices] == [5]
    assert tabs.of("a").take_news().notices == ()


async def test_a_session_cannot_be_used_to_hear_of_somebody_else(
    feed: LiveFeed, tabs: Tabs, ears: Ears, worker: Worker, fake: FakeGateway
) -> None:
    ann = await session_of(worker, fake, 7)
    bob = await session_of(worker, fake, 8)
    async with (
        feed.following(tabs.of("a"), session_id=ann, user_id=9),
        feed.following(tabs.of("b"), session_id=bob, user_id=8),
    ):
        frame = await ears.frames.get()

    assert frame["token"] == "access-2"
    assert ears.frames.empty()


async def test_whoever_leaves_is_unsubscribed_when_surely_gone(
    feed: LiveFeed, tabs: Tabs, ears: Ears, worker: Worker, fake: FakeGateway
) -> None:
    ann, bob = await session_of(worker, fake, 7), await session_of(worker, fake, 8)
    async with feed.following(tabs.of("b"), session_id=bob, user_id=8):
        async with feed.following(tabs.of("a"), session_id=ann, user_id=7):
            assert [(await ears.frames.get())["type"] for _ in range(2)] == ["subscribe"] * 2
        tabs.enter(tabs.of("a"), user_id=None, session_id=ann)

        assert await ears.frames.get() == {"type": "unsubscribe", "user_id": 7}


async def test_an_ended_subscription_is_renewed(
    feed: LiveFeed, tabs: Tabs, ears: Ears, worker: Worker, fake: FakeGateway
) -> None:
    ann = await session_of(worker, fake, 7)
    async with feed.following(tabs.of("a"), session_id=ann, user_id=7):
        assert (await ears.frames.get())["token"] == "access-1"
        session = await worker.sessions.store.load(ann)
        assert session is not None
        over = session.model_copy(update={"access_expires_at": 0.0})
        await worker.sessions.store.save(ann, over)

        await ears.say(NOTIFICATIONS, {"type": "expired", "user_id": 7})

        assert (await ears.frames.get())["token"] == "access-2"


async def test_whoever_comes_back_is_told_what_was_missed(
    feed: LiveFeed, tabs: Tabs, ears: Ears, worker: Worker, fake: FakeGateway
) -> None:
    ann = await session_of(worker, fake, 7)
    tab = tabs.of("a")
    async with feed.following(tab, session_id=ann, user_id=7):
        first = await ears.frames.get()
        await ears.say(NOTIFICATIONS, notification(7, position=9))
        while not (await tab.news()).notices:
            pass
        for socket in list(ears.open[NOTIFICATIONS]):
            await socket.close(1012)
        second = await ears.frames.get()

    assert "since" not in first
    assert second == {"type": "subscribe", "token": "access-1", "since": 9}


async def test_whoever_heard_nothing_yet_goes_on_from_where_the_feed_stood(
    feed: LiveFeed, tabs: Tabs, ears: Ears, worker: Worker, fake: FakeGateway
) -> None:
    ann = await session_of(worker, fake, 7)
    tab = tabs.of("a")
    async with feed.following(tab, session_id=ann, user_id=7):
        await ears.frames.get()
        await until_subscribed(tab)
        for socket in list(ears.open[NOTIFICATIONS]):
            await socket.close(1012)

        assert (await ears.frames.get())["since"] == ears.position


async def test_whoever_left_and_comes_again_starts_anew(
    feed: LiveFeed, tabs: Tabs, ears: Ears, worker: Worker, fake: FakeGateway
) -> None:
    ann, bob = await session_of(worker, fake, 7), await session_of(worker, fake, 8)
    async with feed.following(tabs.of("b"), session_id=bob, user_id=8):
        async with feed.following(tabs.of("a"), session_id=ann, user_id=7):
            for _ in range(2):
                await ears.frames.get()
            await until_subscribed(tabs.of("a"))
        tabs.enter(tabs.of("a"), user_id=None, session_id=ann)
        assert (await ears.frames.get())["type"] == "unsubscribe"
        async with feed.following(tabs.of("a"), session_id=ann, user_id=7):
            frame = await ears.frames.get()

    assert frame == {"type": "subscribe", "token": "access-1"}


async def test_after_news_were_left_out_only_whose_they_are_looks_again(
    feed: LiveFeed, tabs: Tabs, ears: Ears, worker: Worker, fake: FakeGateway
) -> None:
    ann, bob = await session_of(worker, fake, 7), await session_of(worker, fake, 8)
    a, b = tabs.of("a"), tabs.of("b")
    async with (
        feed.following(a, session_id=ann, user_id=7),
        feed.following(b, session_id=bob, user_id=8),
    ):
        for tab in (a, b):
            await until_subscribed(tab)
        await ears.say(NOTIFICATIONS, {"type": "gap", "user_id": 7, "position": 40})
        news = await a.news()

        assert news.has_gap
        assert not b.take_news().has_gap


async def test_after_a_silence_the_goods_shown_are_looked_at_again(
    feed: LiveFeed, tabs: Tabs, ears: Ears
) -> None:
    del feed
    tab = shown(tabs, 1)
    for socket in list(ears.open[CATALOG]):
        await socket.close(1012)

    changes: list[ProductChange] = []
    while not changes:
        changes.extend((await tab.news()).changes)

    assert changes == [ProductChange(id=1, price="7.00", stock=7, is_active=True)]


async def test_pages_say_so_while_nothing_is_heard(
    worker: Worker, tabs: Tabs, ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serve(ears, "127.0.0.1", 0) as first:
        port = port_of(first)
        async with listening(worker, tabs, port):
            await ears.until_open(CATALOG, 1)
            await has_caught_up(tabs)
            tab = tabs.of("tab")
            monkeypatch.setattr(feed_module, "GRACE", 0.0)
            first.close()
            await first.wait_closed()

            assert not (await tab.news()).is_connected

            async with serve(ears, "127.0.0.1", port):
                assert (await tab.news()).is_connected


async def test_a_hiccup_is_not_worth_a_word(feed: LiveFeed, tabs: Tabs, ears: Ears) -> None:
    del feed
    tab = shown(tabs, 1)
    for socket in list(ears.open[CATALOG]):
        await socket.close(1012)
    await ears.until_open(CATALOG, 0)
    await ears.until_open(CATALOG, 1)

    assert (await tab.news()).is_connected


async def test_a_door_that_opens_and_shuts_at_once_is_knocked_at_ever_more_rarely(
    worker: Worker, tabs: Tabs, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempts: asyncio.Queue[int] = asyncio.Queue()

    def recording(attempt: int) -> float:
        attempts.put_nowait(attempt)
        return 0

    async def shut(socket: ServerConnection) -> None:
        await socket.close(1013)

    monkeypatch.setattr(feed_module, "pause_before", recording)
    async with serve(shut, "127.0.0.1", 0) as opened, listening(worker, tabs, port_of(opened)):
        assert [await attempts.get() for _ in range(4)] == [1, 2, 3, 4]


@pytest.mark.usefixtures("complaining")
async def test_pages_say_so_while_a_gateway_without_its_service_opens_and_shuts(
    worker: Worker, tabs: Tabs, ears: Ears
) -> None:
    is_away = True
    turned_away = asyncio.Event()

    async def gateway(socket: ServerConnection) -> None:
        if is_away:
            await socket.close(1013)
            turned_away.set()
        else:
            await ears(socket)

    tab = tabs.of("tab")
    async with serve(gateway, "127.0.0.1", 0) as opened, listening(worker, tabs, port_of(opened)):
        assert not (await tab.news()).is_connected
        for _ in range(3):
            turned_away.clear()
            await turned_away.wait()
        assert not tab.take_news().is_connected

        is_away = False

        assert (await tab.news()).is_connected


@pytest.mark.usefixtures("complaining")
async def test_the_goods_are_looked_at_until_somebody_answers(
    worker: Worker, tabs: Tabs, server: Server
) -> None:
    is_answering = asyncio.Event()
    asked: asyncio.Queue[None] = asyncio.Queue()

    async def look_again(ids: Iterable[int]) -> list[ProductChange]:
        asked.put_nowait(None)
        if is_answering.is_set():
            return await seven_left(ids)
        raise Unavailable

    tab = shown(tabs, 1)
    async with listening(worker, tabs, port_of(server), look_again=look_again):
        for _ in range(3):
            await asked.get()
        assert not (await tab.news()).is_connected  # the line is up, what it missed is unknown
        is_answering.set()

        news = await tab.news()
        while not news.changes:
            news = await tab.news()

    assert news.changes == (ProductChange(id=1, price="7.00", stock=7, is_active=True),)
    assert news.is_connected


async def test_what_is_heard_while_the_goods_are_looked_at_is_newer_than_the_answer(
    worker: Worker, tabs: Tabs, ears: Ears, server: Server
) -> None:
    is_asked, may_answer = asyncio.Event(), asyncio.Event()

    async def look_again(ids: Iterable[int]) -> list[ProductChange]:
        is_asked.set()
        await may_answer.wait()
        return await seven_left(ids)

    tab = shown(tabs, 1, 2)
    async with listening(worker, tabs, port_of(server), look_again=look_again):
        await is_asked.wait()
        await ears.say(CATALOG, products((1, 3)))
        heard = list((await tab.news()).changes)
        may_answer.set()
        while len(heard) < 2:
            heard += (await tab.news()).changes

    assert [(one.id, one.stock) for one in heard] == [(1, 3), (2, 7)]


async def test_a_frozen_gateway_is_noticed(
    worker: Worker, tabs: Tabs, ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_module, "PING", 0.2)
    monkeypatch.setattr(feed_module, "FAREWELL", 0.1)
    async with (
        serve(ears, "127.0.0.1", 0) as opened,
        frozen_line(port_of(opened)) as line,
        listening(worker, tabs, line.port),
    ):
        await ears.until_open(CATALOG, 1)
        await has_caught_up(tabs)
        tab = tabs.of("tab")
        monkeypatch.setattr(feed_module, "GRACE", 0.0)

        line.freeze()  # nothing is closed; nothing goes through

        assert not (await tab.news()).is_connected


async def test_who_signed_out_at_one_tab_is_heard_of_at_none(
    feed: LiveFeed, tabs: Tabs, ears: Ears, worker: Worker, fake: FakeGateway
) -> None:
    ann, bob = await session_of(worker, fake, 7), await session_of(worker, fake, 8)
    async with (
        feed.following(tabs.of("b"), session_id=bob, user_id=8),
        feed.following(tabs.of("a"), session_id=ann, user_id=7),
        feed.following(tabs.of("another"), session_id=ann, user_id=7),
    ):
        assert [(await ears.frames.get())["type"] for _ in range(2)] == ["subscribe"] * 2

        await worker.sessions.store.forget(ann)  # as another worker does
        assert ears.frames.empty()

        assert await ears.frames.get() == {"type": "unsubscribe", "user_id": 7}
        assert tabs.people == {8: {bob}}


async def test_of_two_sessions_of_a_person_the_one_that_stands_is_used(
    feed: LiveFeed, tabs: Tabs, ears: Ears, worker: Worker, fake: FakeGateway
) -> None:
    over, standing = await session_of(worker, fake, 7), await session_of(worker, fake, 7)
    await worker.sessions.store.forget(over)
    async with (
        feed.following(tabs.of("a"), session_id=standing, user_id=7),
        feed.following(tabs.of("b"), session_id=over, user_id=7),
    ):
        assert (await ears.frames.get())["token"] == "access-2"


def test_pauses_are_bounded_and_differ() -> None:
    pauses = [feed_module.pause_before(30) for _ in range(200)]

    assert max(pauses) <= feed_module.LONGEST_PAUSE
    assert len(set(pauses)) > 100
