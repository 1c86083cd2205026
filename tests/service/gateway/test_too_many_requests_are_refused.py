import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.fixtures.tokens import TestKeys
from tests.service.gateway.conftest import Doors
from tests.service.gateway.servers import Upstream, closed_port

BY_PROXY = {"trusted_hops": 1, "trusted_proxies": "127.0.0.1"}
Bearer = Callable[..., dict[str, str]]


@pytest.fixture
def key_set(users: Upstream, token_keys: TestKeys, monkeypatch: pytest.MonkeyPatch) -> Upstream:
    """The users service, as far as its public keys, waited for as long as a slow machine takes."""
    monkeypatch.setattr("backend_services.gateway.known_callers._PATIENCE", 30.0)

    async def keys(_request: Request) -> Response:
        return JSONResponse({"keys": [token_keys.public_jwk]})

    users.answer = keys
    return users


async def statuses(
    gateway: httpx.AsyncClient, path: str, *, times: int, **options: Any
) -> list[int]:
    return [(await gateway.get(path, **options)).status_code for _ in range(times)]


async def test_one_address_gets_so_many_answers_and_is_told_when_to_come_back(
    doors: Doors, products: Upstream
) -> None:
    gateway = await doors.open(rate_limit_per_address="3/minute")

    assert await statuses(gateway, "/products", times=3) == [200] * 3
    answer = await gateway.get("/products")

    assert answer.status_code == 429
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "too_many_requests"
    assert answer.json()["request_id"] == answer.headers["X-Request-ID"]
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert len(products.requests) == 3


async def test_signing_in_is_counted_more_strictly_than_looking_around(
    doors: Doors, users: Upstream
) -> None:
    gateway = await doors.open(rate_limit_sign_ins_per_address="2/minute")

    tries = [await gateway.post("/users/login", json={}) for _ in range(3)]
    reset = await gateway.post("/users/password-reset", json={})

    assert [answer.status_code for answer in tries] == [200, 200, 429]
    assert reset.status_code == 429
    assert len(users.requests) == 2
    assert await statuses(gateway, "/products", times=5) == [200] * 5


async def test_a_forged_forwarded_for_does_not_make_a_caller_another(doors: Doors) -> None:
    gateway = await doors.open(rate_limit_per_address="2/minute")

    answers = [
        await gateway.get("/products", headers={"X-Forwarded-For": f"203.0.113.{number}"})
        for number in range(4)
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 429, 429]


async def test_behind_a_proxy_of_ours_people_are_counted_one_by_one(doors: Doors) -> None:
    gateway = await doors.open(rate_limit_per_address="1/minute", **BY_PROXY)

    async def ask(chain: str) -> int:
        headers = {"X-Forwarded-For": chain} if chain else {}
        return (await gateway.get("/products", headers=headers)).status_code

    assert [await ask("203.0.113.1"), await ask("203.0.113.2")] == [200, 200]
    # What stands left of the proxy's own entry was written by the caller.
    assert await ask("198.51.100.7, 203.0.113.1") == 429
    # A household has a /64.
    assert [await ask("2001:db8:1:2::1"), await ask("2001:db8:1:2::99")] == [200, 429]
    # What the proxy asks for itself is nobody's to use up.
    assert [await ask(""), await ask("")] == [200, 200]


@pytest.mark.usefixtures("key_set")
async def test_one_account_is_counted_wherever_it_calls_from(doors: Doors, bearer: Bearer) -> None:
    gateway = await doors.open(rate_limit_per_account="2/minute", **BY_PROXY)

    async def ask(user_id: int, address: str) -> int:
        headers = {**bearer(user_id), "X-Forwarded-For": address}
        return (await gateway.get("/orders", headers=headers)).status_code

    seen = [await ask(7, f"203.0.113.{number}") for number in range(3)]

    assert seen == [200, 200, 429]
    assert await ask(8, "203.0.113.1") == 200


@pytest.mark.usefixtures("key_set")
async def test_a_forged_token_uses_up_nobodys_account(doors: Doors, bearer: Bearer) -> None:
    gateway = await doors.open(rate_limit_per_account="1/minute")
    forged = bearer(7)["Authorization"][:-8] + "AAAAAAAA"

    assert await statuses(gateway, "/orders", times=3, headers={"Authorization": forged}) == [
        200,
        200,
        200,
    ]

    assert await statuses(gateway, "/orders", times=2, headers=bearer(7)) == [200, 429]


async def test_health_and_preflights_are_not_counted(doors: Doors) -> None:
    gateway = await doors.open(rate_limit_per_address="1/minute")
    await gateway.get("/products")

    assert (await gateway.get("/health/live")).status_code == 200
    preflight = {"Origin": "http://localhost:8080", "Access-Control-Request-Method": "GET"}
    assert (await gateway.options("/products", headers=preflight)).status_code == 200


@pytest.fixture
async def redis() -> AsyncIterator[str]:
    """A real server on a port of its own, gone after the test."""
    address = closed_port()
    port = address.rpartition(":")[2]
    options = ("--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
    process = await asyncio.create_subprocess_exec(
        "redis-server", *options, stdout=asyncio.subprocess.DEVNULL
    )
    client = Redis(host="127.0.0.1", port=int(port))
    try:
        async with asyncio.timeout(30):
            while not await answers(client):  # noqa: ASYNC110 - a process says nothing when it listens
                await asyncio.sleep(0.02)
        yield f"redis://{address}/0"
    finally:
        await client.aclose()
        process.terminate()
        await process.wait()


async def answers(client: Redis) -> bool:
    try:
        await client.exists("anything")
    except RedisConnectionError:
        return False
    return True


async def test_replicas_count_together_in_redis(doors: Doors, redis: str) -> None:
    first = await doors.open(rate_limit_per_address="2/minute", redis_url=redis)
    second = await doors.open(rate_limit_per_address="2/minute", redis_url=redis)

    answers = [await gateway.get("/products") for gateway in (first, second, first, second)]

    assert [answer.status_code for answer in answers] == [200, 200, 429, 429]


async def test_without_its_redis_the_shop_goes_on_without_limits(doors: Doors) -> None:
    lost = f"redis://{closed_port()}/0"
    gateway = await doors.open(rate_limit_per_address="1/minute", redis_url=lost)

    assert await statuses(gateway, "/products", times=3) == [200] * 3
