import asyncio
from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse

from tests.fixtures.tokens import TestKeys
from tests.service.gateway.conftest import Doors
from tests.service.gateway.servers import Upstream

MEGABYTE = 1024 * 1024


async def pieces(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 1024):
        yield b"x" * 1024
    yield b"x" * (size % 1024)


async def test_one_megabyte_passes(gateway: httpx.AsyncClient, products: Upstream) -> None:
    answer = await gateway.post("/products", content=b"x" * MEGABYTE)

    assert answer.status_code == 200
    assert len(products.bodies[0]) == MEGABYTE


@pytest.mark.parametrize("is_chunked", [False, True])
async def test_one_byte_more_is_413_and_the_service_hears_nothing(
    gateway: httpx.AsyncClient, products: Upstream, is_chunked: bool
) -> None:
    size = MEGABYTE + 1
    body = pieces(size) if is_chunked else b"x" * size

    answer = await gateway.post("/products", content=body)

    assert answer.status_code == 413
    assert answer.json()["code"] == "payload_too_large"
    assert answer.json()["detail"] == "At most 1048576 bytes are accepted"
    assert products.requests == []


async def test_a_chunked_body_within_the_limit_passes(
    gateway: httpx.AsyncClient, products: Upstream
) -> None:
    answer = await gateway.post("/products", content=pieces(5000))

    assert answer.status_code == 200
    assert products.bodies == [b"x" * 5000]


async def test_a_body_that_does_not_come_is_408(doors: Doors, products: Upstream) -> None:
    gateway = await doors.open(request_deadline=0.3)
    url = gateway.base_url
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(b"POST /products HTTP/1.1\r\nHost: shop\r\nContent-Length: 10\r\n\r\nabc")

    line = await asyncio.wait_for(reader.readline(), timeout=30)

    assert line.split()[1] == b"408"
    assert products.requests == []
    writer.close()
    await writer.wait_closed()


@pytest.fixture
def key_set(users: Upstream, token_keys: TestKeys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend_services.gateway.known_callers._PATIENCE", 30.0)

    async def keys(_: Request) -> JSONResponse:
        return JSONResponse({"keys": [token_keys.public_jwk]})

    users.answer = keys


@pytest.mark.usefixtures("key_set")
@pytest.mark.parametrize("path", ["/products/7/pictures", "/products/import"])
async def test_a_file_may_be_larger_when_somebody_who_signed_in_sends_it(
    gateway: httpx.AsyncClient,
    products: Upstream,
    bearer: Callable[..., dict[str, str]],
    path: str,
) -> None:
    largest = b"x" * (10 * MEGABYTE + 64 * 1024)
    headers = bearer(2)

    taken = await gateway.post(path, content=largest, headers=headers)
    refused = [
        await gateway.post(path, content=largest + b"x", headers=headers),
        await gateway.put(path, content=largest, headers=headers),
        await gateway.post(f"{path}/order", content=largest, headers=headers),
        await gateway.post("/products", content=largest, headers=headers),
    ]

    strangers = [
        await gateway.post(path, content=largest),
        await gateway.post(path, content=largest, headers={"Authorization": "Bearer no.such.one"}),
    ]

    assert taken.status_code == 200
    assert [answer.status_code for answer in refused] == [413] * 4
    assert [answer.status_code for answer in strangers] == [401] * 2
    assert strangers[0].headers["www-authenticate"] == "Bearer"
    assert [len(body) for body in products.bodies] == [len(largest)]
