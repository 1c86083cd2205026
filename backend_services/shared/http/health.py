"""Liveness says that the process runs; readiness, that what it needs answers."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeAlias

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel

Check: TypeAlias = Callable[[], Awaitable[object]]
_TIMEOUT: Final = 1.5  # seconds; below the 2 s that the gateway's overview allows


class Liveness(BaseModel):
    status: str = "alive"
    service: str


class Readiness(BaseModel):
    status: str
    service: str
    checks: dict[str, str]


def health_router(*, service: str, checks: Mapping[str, Check]) -> APIRouter:
    router = APIRouter(tags=["health"])

    @router.get("/health/live")
    async def live() -> Liveness:
        return Liveness(service=service)

    @router.get("/health/ready", responses={503: {"model": Readiness}})
    @router.get("/health", name="health", responses={503: {"model": Readiness}})
    async def ready(response: Response) -> Readiness:
        answers = await asyncio.gather(*(_is_up(check) for check in checks.values()))
        found = {
            name: "up" if is_up else "down" for name, is_up in zip(checks, answers, strict=True)
        }
        if not all(answers):
            response.status_code = 503
        status = "healthy" if all(answers) else "unhealthy"
        return Readiness(status=status, service=service, checks=found)

    @router.get("/metrics", include_in_schema=False)
    async def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router


async def _is_up(check: Check) -> bool:
    try:
        async with asyncio.timeout(_TIMEOUT):
            await check()
    except Exception:  # noqa: BLE001 - whatever it was, it is not up
        return False
    return True
