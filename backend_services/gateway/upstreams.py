from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TypeAlias

import httpx

from backend_services.gateway.routing import Service
from backend_services.gateway.settings import GatewaySettings
from backend_services.shared.http.client import create_client

Upstreams: TypeAlias = Mapping[Service, httpx.AsyncClient]


@asynccontextmanager
async def open_upstreams(settings: GatewaySettings) -> AsyncGenerator[Upstreams]:
    """One pool for each service, so that a slow one does not use up the others' connections."""
    async with AsyncExitStack() as stack:
        yield {
            service: await stack.enter_async_context(
                create_client(settings.url_of(service), timeout=settings.request_deadline)
            )
            for service in Service
        }
