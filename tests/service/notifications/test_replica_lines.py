"""What every line between replicas keeps, whichever is used."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from pydantic import SecretStr

from backend_services.notifications.adapters import postgres_line, redis_line
from backend_services.notifications.adapters.outages import LINE_AWAY
from backend_services.notifications.adapters.postgres_line import connect_arguments
from backend_services.notifications.adapters.replica_line import Call, ReplicaLine
from backend_services.notifications.main import choose_line
from backend_services.notifications.settings import NotificationsSettings
from tests.fixtures.redis import RedisServer
from tests.service.notifications.grounds import Ground
from tests.service.notifications.office import eventually

SHOP = "postgresql+asyncpg://a:b%40c@db:5433/shop"


class Replica:
    """Somebody at the line."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[Call] = asyncio.Queue()
        self.death = asyncio.Event()

    @asynccontextmanager
    async def at(self, settings: NotificationsSettings) -> AsyncGenerator[ReplicaLine]:
        opened = choose_line(settings)
        async with opened(hear=self.heard.put_nowait, on_death=self.death.set) as line:
            yield line


@pytest.fixture
def settings(settings: NotificationsSettings, ground: Ground) -> NotificationsSettings:
    return settings.model_copy(update={"redis_url": ground.redis_url})


async def test_all_others_hear_what_one_says(settings: NotificationsSettings) -> None:
    ann, ben, cleo = Replica(), Replica(), Replica()
    async with ann.at(settings) as line, ben.at(settings), cleo.at(settings) as other_line:
        await line.say(people=[7, 8], is_about_products=False)
        await line.say(people=[], is_about_products=True)

        for replica in (ben, cleo):
            assert await replica.heard.get() == Call(frozenset({7, 8}), is_about_products=False)
            assert await replica.heard.get() == Call(frozenset(), is_about_products=True)
        await other_line.say(people=[9], is_about_products=False)
        assert await ann.heard.get() == Call(frozenset({9}), is_about_products=False)
        assert ann.heard.empty()


async def test_a_line_that_is_well_passes_its_check(settings: NotificationsSettings) -> None:
    ann = Replica()
    async with ann.at(settings) as line:
        await line.check()
        await line.check()

        assert not line.is_dead
    assert not ann.death.is_set()


async def test_a_line_that_is_cut_says_so_and_takes_nothing_more(
    settings: NotificationsSettings, ground: Ground
) -> None:
    ann = Replica()
    async with ann.at(settings) as line, ground.cut():
        async with asyncio.timeout(10):
            await ann.death.wait()

        assert line.is_dead
        with pytest.raises(LINE_AWAY):
            await line.say(people=[7], is_about_products=False)
        with pytest.raises(LINE_AWAY):
            await line.check()


async def test_without_its_ground_there_is_no_line(
    settings: NotificationsSettings, ground: Ground
) -> None:
    async with ground.cut():
        with pytest.raises(LINE_AWAY):
            async with Replica().at(settings):
                pass


async def test_a_line_that_was_closed_is_gone(
    settings: NotificationsSettings, ground: Ground
) -> None:
    async with Replica().at(settings):
        assert await ground.has_lines(1)

    await eventually(lambda: ground.has_lines(0))


async def test_an_ear_that_hears_nothing_any_more_fails_the_check_of_redis(
    settings: NotificationsSettings, redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody has closed it; the voice is well."""
    monkeypatch.setattr(redis_line, "LINE_TIMEOUT", 0.5)
    settings = settings.model_copy(update={"redis_url": SecretStr(redis_server.url)})
    async with Replica().at(settings) as line:
        monkeypatch.setattr(redis_line, "CHANNEL", "elsewhere")

        with pytest.raises(LINE_AWAY):
            await line.check()


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (SHOP, {}),
        (f"{SHOP}?ssl=require&application_name=shop", {"ssl": "require"}),
        ("postgresql://a:b%40c@db:5433/shop?sslmode=verify-full", {"ssl": "verify-full"}),
        (
            f"{SHOP}?ssl=require&prepared_statement_cache_size=0&prepared_statement_name_func=x",
            {"ssl": "require"},
        ),
    ],
)
def test_of_an_address_options_only_what_a_connection_needs_is_passed_on(
    address: str, expected: dict[str, str]
) -> None:
    plain = {"user": "a", "password": "b@c", "host": "db", "port": 5433, "database": "shop"}

    assert connect_arguments(address) == plain | expected


async def test_a_database_address_with_a_poolers_options_opens_a_line(
    settings: NotificationsSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_line, "LINE_TIMEOUT", 10.0)
    url = f"{settings.database_url.get_secret_value()}?ssl=disable&prepared_statement_cache_size=0"
    settings = settings.model_copy(update={"live_database_url": SecretStr(url), "redis_url": None})
    async with Replica().at(settings) as line:
        await line.check()
