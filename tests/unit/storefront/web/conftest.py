from collections.abc import AsyncGenerator

import httpx
import pytest
from redis.asyncio import Redis

from storefront.settings import StorefrontSettings
from storefront.web.doors import make_doors
from storefront.web.early_forms import EarlyForms
from storefront.web.edge import Edge
from storefront.web.printer import Printer
from storefront.web.worker import Worker
from tests.fixtures.redis import RedisServer
from tests.unit.storefront.web.built_pages import Build


@pytest.fixture
async def redis(redis_server: RedisServer) -> AsyncGenerator[Redis, None]:
    client = redis_server.client()
    await client.flushall()  # pyright: ignore[reportUnknownMemberType]  # untyped **kwargs
    yield client
    await client.aclose()


@pytest.fixture
def build() -> Build:
    return Build()


@pytest.fixture
async def reader(
    worker: Worker, build: Build, settings: StorefrontSettings
) -> AsyncGenerator[httpx.AsyncClient, None]:
    """Somebody with no scripts."""
    del worker
    doors = make_doors()
    doors.mount("", EarlyForms(Printer(build, settings=settings)))
    transport = httpx.ASGITransport(app=Edge(doors, settings=settings))
    headers = {"Accept-Encoding": "identity"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://shop.test", headers=headers
    ) as client:
        yield client
