from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from backend_services.shared.db.session import SessionMaker
from backend_services.shared.settings import BrokerSettings, Environment
from backend_services.users.main import build_app
from backend_services.users.settings import UsersSettings
from tests.service.users.people import Person


@pytest.fixture(scope="session")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys") / "users.pem"


@pytest.fixture
def settings(
    fresh_database: Callable[[str], str], broker_settings: BrokerSettings, key_file: Path
) -> UsersSettings:
    return UsersSettings(
        environment=Environment.TEST,
        database_url=SecretStr(fresh_database("users")),
        aws_endpoint_url=broker_settings.aws_endpoint_url,
        aws_access_key_id=broker_settings.aws_access_key_id,
        aws_secret_access_key=broker_settings.aws_secret_access_key,
        signing_key_file=key_file,
        password_cost=4,
    )


@pytest.fixture
async def app(settings: UsersSettings) -> AsyncIterator[FastAPI]:
    app = build_app(settings)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
def sessions(app: FastAPI) -> SessionMaker:
    return app.state.parts.sessions


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://users") as client:
        yield client


@pytest.fixture
async def ann(client: httpx.AsyncClient) -> Person:
    """A registered customer."""
    ann = Person(client, email="ann@example.com", username="ann", password="ann's long secret")
    assert (await ann.register()).status_code == 201
    return ann
