from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx
import pytest

from backend_services.gateway.main import build_app
from backend_services.gateway.routing import Service
from backend_services.gateway.settings import GatewaySettings
from backend_services.shared.settings import Environment
from tests.service.gateway.servers import ByPort, Upstream, serving


class Doors:
    """Starts gateways, all in front of the same four stand-ins for the services."""

    def __init__(self, stack: AsyncExitStack) -> None:
        self._stack = stack
        self.upstreams = {service: Upstream() for service in Service}
        self.addresses: dict[Service, str] = {}

    async def start_upstreams(self) -> None:
        by_port = ByPort()
        addresses = await self._stack.enter_async_context(serving(by_port, ports=len(Service)))
        by_port.apps.update(zip(addresses, self.upstreams.values(), strict=True))
        self.addresses.update(zip(self.upstreams, addresses, strict=True))

    def settings(self, **changes: Any) -> GatewaySettings:
        urls = {f"{service}_url": f"http://{at}" for service, at in self.addresses.items()}
        # What is asked again is counted: a machine that stalls must not look like a silent service.
        patient = {
            "request_deadline": 30.0,
            "read_timeout": 10.0,
            "keyed_write_timeout": 10.0,
            "connect_timeout": 10.0,
        }
        return GatewaySettings.model_validate(
            {
                "environment": Environment.TEST,
                "retry_pause": 0.01,
                **urls,
                **patient,
                **changes,
            }
        )

    @asynccontextmanager
    async def opened(self, **changes: Any) -> AsyncGenerator[str]:
        """A gateway that stops when the block ends; gives its `host:port`."""
        async with serving(build_app(self.settings(**changes)), lifespan=True) as (address,):
            yield address

    async def open(self, **changes: Any) -> httpx.AsyncClient:
        """A gateway with these settings, and a client that talks to it."""
        address = await self._stack.enter_async_context(self.opened(**changes))
        return await self._stack.enter_async_context(
            httpx.AsyncClient(base_url=f"http://{address}", timeout=60)
        )


@pytest.fixture
async def doors() -> AsyncIterator[Doors]:
    async with AsyncExitStack() as stack:
        doors = Doors(stack)
        await doors.start_upstreams()
        yield doors


@pytest.fixture
async def gateway(doors: Doors) -> httpx.AsyncClient:
    return await doors.open()


@pytest.fixture
def orders(doors: Doors) -> Upstream:
    return doors.upstreams[Service.ORDERS]


@pytest.fixture
def products(doors: Doors) -> Upstream:
    return doors.upstreams[Service.PRODUCTS]


@pytest.fixture
def users(doors: Doors) -> Upstream:
    return doors.upstreams[Service.USERS]
