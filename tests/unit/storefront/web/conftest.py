import os
import shutil
import socket
import subprocess
import time
from collections.abc import AsyncGenerator, Generator
from pathlib import Path

import httpx
import pytest
from redis.asyncio import Redis

from storefront.settings import StorefrontSettings
from storefront.web.doors import make_doors
from storefront.web.edge import Edge
from storefront.web.printer import Printer
from storefront.web.worker import Worker
from tests.unit.storefront.web.built_pages import Build
from tests.unit.storefront.web.redis_server import RedisServer

PROGRAM = shutil.which("redis-server")
IS_CI = bool(os.environ.get("CI"))  # noqa: TID251 - where a missing part is a failure


@pytest.fixture(scope="module")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Generator[RedisServer, None, None]:
    if PROGRAM is None:
        if IS_CI:
            pytest.fail("redis-server is not installed")
        pytest.skip("NOT TESTED: redis-server is not installed (apt-get install redis-server)")
    folder = tmp_path_factory.mktemp("redis")
    path = folder / "redis.sock"
    server = subprocess.Popen(
        [PROGRAM, "--port", "0", "--unixsocket", str(path), "--save", "", "--appendonly", "no"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_until_listening(path)
        yield RedisServer(str(path))
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture
async def redis(redis_server: RedisServer) -> AsyncGenerator[Redis, None]:
    client = redis_server.client()
    await client.flushall()  # pyright: ignore[reportUnknownMemberType]  # untyped **kwargs
    yield client
    await client.aclose()


def _wait_until_listening(path: Path) -> None:
    deadline = time.monotonic() + 20
    while True:
        with socket.socket(socket.AF_UNIX) as probe:
            if probe.connect_ex(str(path)) == 0:
                return
        if time.monotonic() > deadline:
            pytest.fail("redis-server did not start")
        time.sleep(0.02)


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
    doors.mount("", Printer(build, settings=settings))
    transport = httpx.ASGITransport(app=Edge(doors, settings=settings))
    headers = {"Accept-Encoding": "identity"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://shop.test", headers=headers
    ) as client:
        yield client
