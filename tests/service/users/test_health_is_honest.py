import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from backend_services.users.main import build_app
from backend_services.users.settings import UsersSettings


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is there is asked for as long as a slow machine takes."""
    monkeypatch.setattr("backend_services.shared.http.health._TIMEOUT", 30.0)


async def test_with_database_and_broker_it_is_ready(client: httpx.AsyncClient) -> None:
    answer = await client.get("/health/ready")

    assert answer.status_code == 200
    assert answer.json() == {
        "status": "healthy",
        "service": "users",
        "checks": {"database": "up", "broker": "up"},
    }


async def readiness(app: FastAPI) -> httpx.Response:
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app), base_url="http://users"
        ) as client,
    ):
        assert (await client.get("/health/live")).status_code == 200
        return await client.get("/health/ready")


async def test_without_the_broker_it_is_not_ready(settings: UsersSettings) -> None:
    nowhere = settings.model_copy(update={"aws_endpoint_url": "http://127.0.0.1:9"})

    answer = await readiness(build_app(nowhere))

    assert answer.status_code == 503
    assert answer.json()["checks"] == {"database": "up", "broker": "down"}


async def test_without_the_database_it_is_not_ready(settings: UsersSettings) -> None:
    nowhere = SecretStr("postgresql+asyncpg://postgres@127.0.0.1:9/users")

    answer = await readiness(build_app(settings.model_copy(update={"database_url": nowhere})))

    assert answer.status_code == 503
    assert answer.json()["checks"] == {"database": "down", "broker": "up"}
