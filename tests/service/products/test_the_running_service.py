"""The process as main wires it: a real database and a real broker."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from backend_services.products.consumers import CONSUMES
from backend_services.products.main import build_app
from backend_services.products.settings import ProductsSettings
from backend_services.shared.messaging.aws import AwsClients, open_clients
from backend_services.shared.messaging.topology import ensure_subscription
from backend_services.shared.settings import BrokerSettings, Environment
from tests.service.products.conftest import SERVICE_KEY


@pytest.fixture
def settings(
    fresh_database: Callable[[str], str], broker_settings: BrokerSettings, tmp_path: Path
) -> ProductsSettings:
    return ProductsSettings(
        environment=Environment.TEST,
        database_url=SecretStr(fresh_database("products")),
        jwks_url="http://127.0.0.1:9",
        service_key=SecretStr(SERVICE_KEY),
        media_dir=tmp_path,
        **broker_settings.model_dump(exclude={"create_topology"}),
        create_topology=False,
    )


@pytest.fixture
async def broker(broker_settings: BrokerSettings) -> AsyncIterator[AwsClients]:
    """With the queues that products reads."""
    async with open_clients(broker_settings) as clients:
        for source in CONSUMES:
            subscription = source.subscription("products")
            await ensure_subscription(sns=clients.sns, sqs=clients.sqs, subscription=subscription)
        yield clients


async def readiness(app: FastAPI) -> httpx.Response:
    transport = httpx.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://products") as client,
    ):
        return await client.get("/health/ready")


@pytest.mark.usefixtures("broker")
async def test_it_is_ready(settings: ProductsSettings) -> None:
    answer = await readiness(build_app(settings))

    assert (answer.status_code, answer.json()["status"]) == (200, "healthy")
    assert answer.json()["checks"] == {"database": "up", "broker": "up"}


async def test_without_its_queue_it_is_not_ready(
    settings: ProductsSettings, broker: AwsClients
) -> None:
    for source in CONSUMES:
        name = source.subscription("products").queue
        found = await broker.sqs.get_queue_url(QueueName=name)
        await broker.sqs.delete_queue(QueueUrl=found["QueueUrl"])

    answer = await readiness(build_app(settings))

    assert answer.status_code == 503
    assert answer.json()["checks"] == {"database": "up", "broker": "down"}
