"""Whether this worker could serve a visitor now; told to whoever balances the load."""

from collections.abc import Awaitable
from dataclasses import replace
from typing import Final

from redis.exceptions import RedisError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from storefront.api.client import Call
from storefront.api.errors import GatewayError
from storefront.web.worker import current_worker

PATIENCE: Final = 2.0  # seconds for the gateway to answer
UNCACHED: Final = {"Cache-Control": "no-store"}
NOBODY: Final = "health"  # a session that is never there


async def tell_live(_: Request) -> Response:
    return JSONResponse({"status": "alive", "service": "storefront"}, headers=UNCACHED)


async def tell_ready(_: Request) -> Response:
    worker = current_worker()
    gateway = replace(worker.gateway, deadline=PATIENCE)
    checks = {
        "gateway": await _is_up(gateway.send(Call(method="GET", path="/health/live"))),
        "sessions": await _is_up(worker.sessions.store.load(NOBODY)),
    }
    is_ready = "down" not in checks.values()
    return JSONResponse(
        {
            "status": "healthy" if is_ready else "unhealthy",
            "service": "storefront",
            "checks": checks,
        },
        status_code=200 if is_ready else 503,
        headers=UNCACHED,
    )


async def _is_up(check: Awaitable[object]) -> str:
    try:
        await check
    except (GatewayError, OSError, RedisError):
        return "down"
    return "up"
