import httpx
import pytest

from backend_services.shared.settings import Environment
from tests.service.gateway.conftest import Doors
from tests.service.gateway.servers import Upstream

SHOP = "http://localhost:8080"
PREFLIGHT = {
    "Access-Control-Request-Method": "PATCH",
    "Access-Control-Request-Headers": "authorization, idempotency-key, x-cart-token, if-match",
}


async def test_the_shops_pages_may_call(gateway: httpx.AsyncClient, orders: Upstream) -> None:
    asked = await gateway.options("/orders/1/status", headers={"Origin": SHOP, **PREFLIGHT})
    called = await gateway.get("/orders", headers={"Origin": SHOP})

    assert asked.status_code == 200
    assert asked.headers["access-control-allow-origin"] == SHOP
    assert asked.headers["access-control-allow-credentials"] == "true"
    assert called.headers["access-control-allow-origin"] == SHOP
    shown = called.headers["access-control-expose-headers"].split(", ")
    assert {"X-Request-ID", "Idempotency-Replayed", "ETag", "Retry-After"} <= set(shown)
    assert orders.paths == ["/api/v1/orders"]


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:8080.evil"])
async def test_other_pages_may_not(gateway: httpx.AsyncClient, origin: str) -> None:
    asked = await gateway.options("/orders", headers={"Origin": origin, **PREFLIGHT})
    called = await gateway.get("/orders", headers={"Origin": origin})

    assert asked.status_code == 400
    assert "access-control-allow-origin" not in asked.headers
    assert "access-control-allow-origin" not in called.headers


async def test_an_open_api_never_takes_credentials(doors: Doors) -> None:
    gateway = await doors.open(cors_origins="*")

    called = await gateway.get("/products", headers={"Origin": "https://anyone.example"})

    assert called.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in called.headers


async def test_several_origins_are_read_from_one_setting(doors: Doors) -> None:
    assert doors.settings(cors_origins="https://a.example, https://b.example").cors_origins == (
        "https://a.example",
        "https://b.example",
    )


@pytest.mark.parametrize("path", ["/", "/products", "/nothing", "/docs"])
async def test_every_answer_carries_security_headers_once(
    gateway: httpx.AsyncClient, path: str
) -> None:
    headers = (await gateway.get(path)).headers

    assert headers.get_list("x-content-type-options") == ["nosniff"]
    assert headers.get_list("x-frame-options") == ["DENY"]
    assert headers.get_list("referrer-policy") == ["no-referrer"]
    assert len(headers.get_list("content-security-policy")) == 1
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "server" not in headers
    assert "strict-transport-security" not in headers


async def test_production_asks_for_https(doors: Doors) -> None:
    gateway = await doors.open(environment=Environment.PRODUCTION)

    headers = (await gateway.get("/")).headers

    assert headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
