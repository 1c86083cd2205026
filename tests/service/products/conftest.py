from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from backend_services.products.main import build_app, make_parts
from backend_services.products.settings import ProductsSettings
from backend_services.shared.clock import FixedClock
from backend_services.shared.db.session import SessionMaker
from backend_services.shared.http.tokens import Role, TokenVerifier
from backend_services.shared.settings import Environment
from tests.service.products.shelf import Shelf

SERVICE_KEY = "a-service-key-of-the-tests"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
async def sessions(
    rolled_back: Callable[[str], Awaitable[SessionMaker]],
) -> SessionMaker:
    """One connection, undone at the end; a module whose tests race takes `fresh_sessions`."""
    return await rolled_back("products")


@pytest.fixture
def shelf(sessions: SessionMaker, clock: FixedClock) -> Shelf:
    return Shelf(sessions, clock)


@pytest.fixture
def settings(tmp_path: Path) -> ProductsSettings:
    return ProductsSettings(
        environment=Environment.TEST,
        database_url=SecretStr("unused"),
        jwks_url="http://unused",
        service_key=SecretStr(SERVICE_KEY),
        media_dir=tmp_path,
    )


@pytest.fixture
async def client(
    settings: ProductsSettings,
    sessions: SessionMaker,
    clock: FixedClock,
    token_verifier: TokenVerifier,
) -> AsyncIterator[httpx.AsyncClient]:
    """The service over HTTP, on a database of the test's own; asks as nobody."""
    app = build_app(settings)
    app.state.parts = make_parts(settings, sessions=sessions, clock=clock)
    app.state.token_verifier = token_verifier
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://products") as client:
        yield client


@pytest.fixture
def staff(bearer: Callable[..., dict[str, str]]) -> dict[str, str]:
    return bearer(2, role=Role.STAFF)


@pytest.fixture
def customer(bearer: Callable[..., dict[str, str]]) -> dict[str, str]:
    return bearer(7, role=Role.CUSTOMER)


@pytest.fixture
def service_key() -> dict[str, str]:
    return {"X-Service-Key": SERVICE_KEY}
