"""Odd spellings of paths, sent byte for byte over a socket as no HTTP library would."""

import asyncio

import httpx
import pytest

from tests.service.gateway.conftest import Doors

HIDDEN = [
    "/api/v1/products",
    "/api/v1/reservations/1",
    "/reservations/1",
    "/products/../reservations/1",
    "/products/%2e%2e/reservations/1",
    "/products/%2E%2E/%2e%2e/health",
    "/products/.%2e/reservations/1",
    "/products/%252e%252e/reservations/1",
    "/products/..%2freservations/1",
    "/products/%2e%2e%2freservations%2f1",
    "/products/..%5creservations",
    "/products\\..\\reservations",
    "/products/./1",
    "/products//1",
    "//products/1",
    "//reservations/1",
    "/products/..;/reservations/1",
    "/products/%00",
    "/products/a%0d%0aX-Service-Key:%20x",
    "/products/%ff",
    "/media/../api/v1/reservations/1",
    "/media/..%2f..%2fetc%2fpasswd",
    "/media//etc/passwd",
    "/.well-known/jwks.json/../../api/v1/users/me",
    "/.well-known/other",
    "/productsX",
    "/PRODUCTS",
    "/users../health",
    "/docs/assets/../../main.py",
    "/docs/assets/%2e%2e/core.py",
    "/metrics",
]


async def status_of(gateway: httpx.AsyncClient, target: str, *, method: str = "GET") -> int:
    url = gateway.base_url
    reader, writer = await asyncio.open_connection(url.host, url.port)
    head = f"{method} {target} HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n"
    writer.write(head.encode("latin-1"))
    line = await reader.readline()
    writer.close()
    await writer.wait_closed()
    return int(line.split()[1])


@pytest.mark.parametrize("path", HIDDEN)
async def test_an_odd_path_is_404_and_reaches_no_service(
    doors: Doors, gateway: httpx.AsyncClient, path: str
) -> None:
    status = await status_of(gateway, path)

    reached = [one for upstream in doors.upstreams.values() for one in upstream.paths]
    if ";" in path:  # to us and to the services a name like any other
        assert reached == ["/api/v1/products/..;/reservations/1"]
    else:
        assert reached == []
        assert status == 404


@pytest.mark.parametrize("path", ["http://users/api/v1/users", "*", "products"])
async def test_a_target_that_is_no_path_is_refused(
    doors: Doors, gateway: httpx.AsyncClient, path: str
) -> None:
    status = await status_of(gateway, path)

    assert 400 <= status < 500
    assert not any(upstream.paths for upstream in doors.upstreams.values())


async def test_the_services_own_health_is_not_shown(
    doors: Doors, gateway: httpx.AsyncClient
) -> None:
    await gateway.get("/orders/health")

    assert [one for upstream in doors.upstreams.values() for one in upstream.paths] == [
        "/api/v1/orders/health"  # an order's id, and no number: the service says 422
    ]


async def test_unknown_paths_and_methods_are_problems(gateway: httpx.AsyncClient) -> None:
    unknown = await gateway.get("/nothing/here")
    wrong = await gateway.post("/health")
    odd = await gateway.request("TRACE", "/products")

    assert (unknown.status_code, unknown.json()["detail"]) == (404, "Not Found")
    assert (wrong.status_code, wrong.json()["detail"]) == (405, "Method Not Allowed")
    assert (odd.status_code, odd.json()["detail"]) == (405, "Method Not Allowed")
    assert "GET" in odd.headers["allow"]
    for answer in (unknown, wrong, odd):
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["request_id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize(
    ("path", "location"),
    [("/products/", "/products"), ("/products/7/?a=b&a=c", "/products/7?a=b&a=c")],
)
async def test_a_trailing_slash_is_redirected_away(
    gateway: httpx.AsyncClient, path: str, location: str
) -> None:
    answer = await gateway.post(path)

    assert answer.status_code == 307
    assert answer.headers["location"] == location
