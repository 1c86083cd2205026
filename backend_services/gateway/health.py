"""How the shop is: each service asked for itself, all at the same time, shortly."""

import asyncio
import time
from typing import Final, Literal

import httpx
from pydantic import BaseModel

from backend_services.gateway.routing import Service
from backend_services.gateway.upstreams import Upstreams
from backend_services.shared.clock import Clock
from backend_services.shared.http.wire import WireTime

_PATIENCE: Final = 2.0  # seconds; a service's own checks give up after 1.5
_NAMES: Final = {
    Service.USERS: "user-service",
    Service.PRODUCTS: "product-service",
    Service.ORDERS: "order-service",
    Service.NOTIFICATIONS: "notification-service",
}


class GatewayHealth(BaseModel):
    status: Literal["up"] = "up"


class ServiceHealth(BaseModel):
    status: Literal["up", "down"]
    response_time_ms: float | None = None
    error: str | None = None


class Overview(BaseModel):
    status: Literal["healthy", "degraded", "unhealthy"]
    timestamp: WireTime
    gateway: GatewayHealth = GatewayHealth()
    services: dict[str, ServiceHealth]


async def look_around(upstreams: Upstreams, *, clock: Clock) -> Overview:
    found = await asyncio.gather(*(_ask(client) for client in upstreams.values()))
    return Overview(
        status=_summary(found),
        timestamp=clock.now(),
        services={
            _NAMES[service]: health for service, health in zip(upstreams, found, strict=True)
        },
    )


async def _ask(upstream: httpx.AsyncClient) -> ServiceHealth:
    started = time.perf_counter()
    try:
        async with asyncio.timeout(_PATIENCE):
            answer = await upstream.get("/health/ready")
    except (TimeoutError, httpx.TimeoutException):
        return ServiceHealth(status="down", error="Timeout")
    except httpx.TransportError:
        return ServiceHealth(status="down", error="Unreachable")
    milliseconds = round((time.perf_counter() - started) * 1000, 2)
    if answer.is_success:
        return ServiceHealth(status="up", response_time_ms=milliseconds)
    return ServiceHealth(status="down", response_time_ms=milliseconds, error="Not ready")


def _summary(found: list[ServiceHealth]) -> Literal["healthy", "degraded", "unhealthy"]:
    up = sum(health.status == "up" for health in found)
    if up == len(found):
        return "healthy"
    return "degraded" if up else "unhealthy"
