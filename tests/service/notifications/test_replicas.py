"""Two replicas on one database: what one of them consumes, the clients of both hear."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from backend_services.notifications.main import build_app, make_live_parts, make_parts
from backend_services.notifications.settings import NotificationsSettings
from backend_services.shared.clock import SystemClock
from backend_services.shared.db.session import SessionMaker, create_sessions
from backend_services.shared.http.tokens import TokenVerifier
from tests.fixtures.tokens import TestKeys
from tests.service.notifications import happenings
from tests.service.notifications.conftest import served
from tests.service.notifications.grounds import Ground
from tests.service.notifications.listener import Listener, listening
from tests.service.notifications.office import Office, eventually

PERSONAL, CATALOG = "/ws/notifications", "/ws/catalog"


@dataclass(frozen=True)
class Replica:
    office: Office
    url: str


@asynccontextmanager
async def replica(
    settings: NotificationsSettings, *, verifier: TokenVerifier, has_line: bool = True
) -> AsyncGenerator[Replica]:
    engine = create_async_engine(settings.database_url.get_secret_value(), pool_size=10)
    office = Office(settings, sessions=create_sessions(engine), clock=SystemClock())
    app = build_app(settings)
    app.state.token_verifier = verifier
    app.state.parts = make_parts(office.desk, sessions=office.sessions)
    app.state.live_parts = make_live_parts(
        settings, switchboard=office.switchboard, clock=office.clock, verifier=verifier
    )
    try:
        async with office.live(has_line=has_line), served(app) as url:
            yield Replica(office, url)
    finally:
        await engine.dispose()


@pytest.fixture
def settings(settings: NotificationsSettings, ground: Ground) -> NotificationsSettings:
    return settings.model_copy(update={"redis_url": ground.redis_url})


@pytest.fixture
async def here(
    settings: NotificationsSettings, token_verifier: TokenVerifier
) -> AsyncIterator[Replica]:
    async with replica(settings, verifier=token_verifier) as one:
        yield one


@pytest.fixture
async def there(
    *,
    settings: NotificationsSettings,
    token_verifier: TokenVerifier,
    here: Replica,
    ground: Ground,
) -> AsyncIterator[Replica]:
    del here  # comes first
    async with replica(settings, verifier=token_verifier) as other:
        await eventually(lambda: ground.has_lines(2))
        yield other


async def changed(listener: Listener) -> list[tuple[int, int]]:
    frame: dict[str, Any] = await asyncio.wait_for(listener.hear(), timeout=50)
    return [(product["id"], product["stock_quantity"]) for product in frame["data"]]


async def test_what_one_replica_consumes_the_clients_of_both_hear_once(
    here: Replica, there: Replica, token_keys: TestKeys
) -> None:
    token = token_keys.issue(7)
    async with listening(here.url + PERSONAL) as phone, listening(there.url + PERSONAL) as laptop:
        await phone.subscribe(token)
        await laptop.subscribe(token)

        await here.office.hear(happenings.order_created(1))
        await there.office.hear(happenings.order_created(2))
        await here.office.hear(happenings.order_created(3))

        for listener in (phone, laptop):
            assert await listener.hear_positions(3) == [1, 2, 3]
            assert await listener.is_answered()


async def test_what_one_replica_learns_of_a_product_is_shown_in_the_windows_of_both(
    here: Replica, there: Replica
) -> None:
    async with listening(here.url + CATALOG) as one, listening(there.url + CATALOG) as other:
        await here.office.hear(happenings.stock_changed(1, stock=5, sequence=1))
        for listener in (one, other):
            assert await changed(listener) == [(1, 5)]

        await there.office.hear(happenings.stock_changed(1, stock=4, sequence=2))
        for listener in (one, other):
            assert await changed(listener) == [(1, 4)]
            assert await listener.is_answered()


async def test_a_replica_whose_line_was_cut_catches_up(
    *, here: Replica, there: Replica, token_keys: TestKeys, ground: Ground
) -> None:
    async with (
        listening(there.url + PERSONAL) as ana,
        listening(there.url + CATALOG) as window,
    ):
        await ana.subscribe(token_keys.issue(7))
        async with ground.cut():
            # While nobody can call anybody:
            await here.office.hear(happenings.order_created(1))
            await here.office.hear(happenings.stock_changed(1, stock=5, sequence=1))

        assert await ana.hear_positions(1) == [1]
        assert await changed(window) == [(1, 5)]
        await eventually(lambda: ground.has_lines(2))
        await here.office.hear(happenings.order_created(2))
        assert await ana.hear_positions(1) == [2]
        assert await ana.is_answered()
        assert await window.is_answered()


async def test_what_a_replica_that_died_did_not_pass_on_is_found_by_looking(
    *,
    settings: NotificationsSettings,
    sessions: SessionMaker,
    token_verifier: TokenVerifier,
    token_keys: TestKeys,
) -> None:
    dead = Office(settings, sessions=sessions, clock=SystemClock())  # calls nobody
    async with (
        replica(settings, verifier=token_verifier, has_line=False) as here,
        listening(here.url + PERSONAL) as ana,
        listening(here.url + PERSONAL) as ben,
        listening(here.url + CATALOG) as window,
    ):
        await here.office.switchboard.catalog.look()
        await ana.subscribe(token_keys.issue(7))
        await ben.subscribe(token_keys.issue(8))
        await here.office.hear(happenings.order_created(1, user_id=8))
        assert await ben.hear_positions(1) == [1]  # so no look for Ana is under way any more
        await dead.hear(happenings.order_created(2, user_id=7))
        await dead.hear(happenings.stock_changed(1, stock=5, sequence=1))
        assert await ana.is_answered()

        await here.office.switchboard.replicas.look_everywhere()  # what the sweeper does

        assert await ana.hear_positions(1) == [1]
        assert await changed(window) == [(1, 5)]


async def test_nonsense_on_the_line_is_not_minded(
    *, here: Replica, there: Replica, token_keys: TestKeys, ground: Ground
) -> None:
    async with listening(there.url + PERSONAL) as ana:
        await ana.subscribe(token_keys.issue(7))
        for said in ("", "x", "x x", "[]", "null", '{"people":["x"],"products":true}'):
            await ground.say(said)

        await here.office.hear(happenings.order_created(1))

        assert await ana.hear_positions(1) == [1]
        assert await ana.is_answered()


async def test_news_of_thousands_are_called_in_pieces_that_the_database_takes(
    *, here: Replica, there: Replica, token_keys: TestKeys, ground: Ground
) -> None:
    async with listening(there.url + PERSONAL) as ana:
        await ana.subscribe(token_keys.issue(7))
        for user_id in range(2_000_000_000, 2_000_002_000):
            here.office.switchboard.replicas.tell_person(user_id)

        await here.office.hear(happenings.order_created(1))

        assert await ana.hear_positions(1) == [1]
        assert await ground.has_lines(2)
