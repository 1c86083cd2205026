from collections.abc import AsyncGenerator
from pathlib import Path

import httpx
import pytest

from storefront.settings import Environment, StorefrontSettings
from storefront.web.worker import Worker, open_worker
from tests.unit.storefront.browser import Browser
from tests.unit.storefront.fake_gateway import FakeGateway


@pytest.fixture
def settings(tmp_path: Path) -> StorefrontSettings:
    return StorefrontSettings(
        environment=Environment.TEST,
        gateway_url="http://gateway.test",
        public_url="http://shop.test",
        session_dir=tmp_path / "sessions",
        redis_url=None,
        demo_mode=False,
    )


@pytest.fixture
def fake() -> FakeGateway:
    gateway = FakeGateway()
    gateway.shelve(1, name="Teapot")
    gateway.shelve(2, name="Cup", price="12.00", stock_quantity=3)
    gateway.shelve(3, name="Kite", price="1238.50", category="Outdoors", stock_quantity=0)
    return gateway


@pytest.fixture
async def worker(settings: StorefrontSettings, fake: FakeGateway) -> AsyncGenerator[Worker, None]:
    transport = httpx.ASGITransport(app=fake)
    async with open_worker(settings, transport=transport) as opened:
        yield opened


@pytest.fixture
def browser(worker: Worker) -> Browser:
    return Browser(worker)
