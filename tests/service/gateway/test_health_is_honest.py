import asyncio
import re

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from backend_services.gateway.routing import Service
from tests.service.gateway.conftest import Doors
from tests.service.gateway.servers import Upstream, closed_port, until_the_caller_leaves

ALL = ("user-service", "product-service", "order-service", "notification-service")


async def not_ready(_request: Request) -> Response:
    return JSONResponse({"status": "unhealthy"}, status_code=503)


async def asleep(request: Request) -> Response:
    await until_the_caller_leaves(request)
    return Response()


async def test_all_up_is_healthy(doors: Doors, gateway: httpx.AsyncClient) -> None:
    answer = await gateway.get("/health")

    assert answer.status_code == 200
    body = answer.json()
    assert body["status"] == "healthy"
    assert body["gateway"] == {"status": "up"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", body["timestamp"])
    assert tuple(body["services"]) == ALL
    for service in body["services"].values():
        assert set(service) == {"status", "response_time_ms"}
        assert service["status"] == "up"
    for upstream in doors.upstreams.values():
        assert upstream.paths == ["/health/ready"]


async def test_a_service_that_is_not_ready_is_down(
    gateway: httpx.AsyncClient, orders: Upstream
) -> None:
    orders.answer = not_ready

    answer = await gateway.get("/health")

    assert answer.status_code == 200
    assert answer.json()["status"] == "degraded"
    found = answer.json()["services"]
    assert {name: service["status"] for name, service in found.items()} == {
        "user-service": "up",
        "product-service": "up",
        "order-service": "down",
        "notification-service": "up",
    }
    assert found["order-service"]["error"] == "Not ready"


async def test_a_refused_connection_is_no_timeout_and_no_address_is_shown(doors: Doors) -> None:
    nowhere = closed_port()
    gateway = await doors.open(orders_url=f"http://{nowhere}")

    answer = await gateway.get("/health")

    assert answer.json()["services"]["order-service"] == {"status": "down", "error": "Unreachable"}
    assert nowhere not in answer.text


async def test_services_that_never_answer_are_said_to_be_down(doors: Doors) -> None:
    gateway = await doors.open()
    for service in (Service.USERS, Service.ORDERS):
        doors.upstreams[service].answer = asleep

    answer = await gateway.get("/health")

    assert answer.json()["services"]["user-service"] == {"status": "down", "error": "Timeout"}
    assert answer.json()["services"]["order-service"] == {"status": "down", "error": "Timeout"}


async def test_services_are_asked_together_not_one_after_another(doors: Doors) -> None:
    gateway = await doors.open()
    all_asked = asyncio.Barrier(len(doors.upstreams))

    async def when_all_are_asked(_request: Request) -> Response:
        await all_asked.wait()
        return JSONResponse({"status": "healthy"})

    for upstream in doors.upstreams.values():
        upstream.answer = when_all_are_asked

    answer = await gateway.get("/health")

    assert answer.json()["status"] == "healthy"


async def test_all_down_is_503(doors: Doors, gateway: httpx.AsyncClient) -> None:
    for upstream in doors.upstreams.values():
        upstream.answer = not_ready

    answer = await gateway.get("/health")

    assert answer.status_code == 503
    assert answer.json()["status"] == "unhealthy"


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
async def test_the_gateway_itself_is_up_whatever_the_services_are(
    doors: Doors, gateway: httpx.AsyncClient, path: str
) -> None:
    for upstream in doors.upstreams.values():
        upstream.answer = not_ready

    assert (await gateway.get(path)).status_code == 200


async def test_the_root_says_what_this_is(gateway: httpx.AsyncClient) -> None:
    body = (await gateway.get("/")).json()

    assert set(body) == {"name", "version", "status", "environment", "timestamp"}
    assert (body["version"], body["status"], body["environment"]) == ("v1", "running", "test")
