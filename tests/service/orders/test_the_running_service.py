"""The process as main wires it: a real database, a real broker, its relay, consumer and sweeper."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import create_async_engine

from backend_services.orders.adapters.products_client import ProductsClient
from backend_services.orders.adapters.tables import CARTS, ORDERS
from backend_services.orders.consumers import CONSUMES
from backend_services.orders.domain.order import Order
from backend_services.orders.domain.order_request import OrderRequest
from backend_services.orders.domain.requested_lines import RequestedLine
from backend_services.orders.main import build_app, main
from backend_services.orders.settings import OrdersSettings
from backend_services.orders.use_cases.begin_order import begin_order
from backend_services.shared.clock import FixedClock
from backend_services.shared.db.session import SessionMaker, create_sessions, unit_of_work
from backend_services.shared.http.tokens import TokenVerifier
from backend_services.shared.ids import new_id
from backend_services.shared.messaging.aws import AwsClients, open_clients
from backend_services.shared.messaging.tables import OUTBOX
from backend_services.shared.messaging.topology import ensure_subscription
from backend_services.shared.settings import BrokerSettings, Environment
from tests.service.orders.shelf import Shelf

NOWHERE = "postgresql+asyncpg://postgres@127.0.0.1:9/orders"


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is there is asked for as long as a slow machine takes."""
    monkeypatch.setattr("backend_services.shared.http.health._TIMEOUT", 30.0)


@pytest.fixture
def settings(
    fresh_database: Callable[[str], str], broker_settings: BrokerSettings
) -> OrdersSettings:
    return OrdersSettings(
        environment=Environment.TEST,
        database_url=SecretStr(fresh_database("orders")),
        aws_endpoint_url=broker_settings.aws_endpoint_url,
        aws_access_key_id=broker_settings.aws_access_key_id,
        aws_secret_access_key=broker_settings.aws_secret_access_key,
        jwks_url="http://127.0.0.1:9",
        products_url="http://127.0.0.1:9",
        service_key=SecretStr("a service key for tests"),
        sweep_every=0.05,
    )


@pytest.fixture
async def broker(broker_settings: BrokerSettings) -> AsyncIterator[AwsClients]:
    """With the queues that orders reads."""
    async with open_clients(broker_settings) as clients:
        for source in CONSUMES:
            subscription = source.subscription("orders")
            await ensure_subscription(sns=clients.sns, sqs=clients.sqs, subscription=subscription)
        yield clients


async def readiness(app: FastAPI) -> httpx.Response:
    transport = httpx.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://orders") as client,
    ):
        assert (await client.get("/health/live")).status_code == 200
        return await client.get("/health/ready")


async def eventually(is_so: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(50):
        while not await is_so():  # noqa: ASYNC110 - another task's work; nothing signals it
            await asyncio.sleep(0.02)


@pytest.mark.usefixtures("broker")
async def test_it_is_ready(settings: OrdersSettings) -> None:
    answer = await readiness(build_app(settings))

    assert answer.status_code == 200
    assert answer.json() == {
        "status": "healthy",
        "service": "orders",
        "checks": {"database": "up", "broker": "up"},
    }


@pytest.mark.usefixtures("broker")
async def test_without_its_database_it_is_not_ready(settings: OrdersSettings) -> None:
    lost = settings.model_copy(update={"database_url": SecretStr(NOWHERE)})

    answer = await readiness(build_app(lost))

    assert answer.status_code == 503
    assert answer.json()["checks"] == {"database": "down", "broker": "up"}


async def test_without_its_queue_it_is_not_ready(
    settings: OrdersSettings, broker: AwsClients
) -> None:
    for source in CONSUMES:
        name = source.subscription("orders").queue
        await broker.sqs.delete_queue(
            QueueUrl=(await broker.sqs.get_queue_url(QueueName=name))["QueueUrl"]
        )
    others = settings.model_copy(update={"create_topology": False})  # they will make it

    answer = await readiness(build_app(others))

    assert answer.status_code == 503
    assert answer.json()["checks"] == {"database": "up", "broker": "down"}


async def test_without_the_broker_it_says_so(settings: OrdersSettings) -> None:
    alone = settings.model_copy(update={"aws_endpoint_url": "http://127.0.0.1:9"})

    answer = await readiness(build_app(alone))

    assert answer.status_code == 503
    assert answer.json()["checks"] == {"database": "up", "broker": "down"}


async def test_without_the_broker_people_buy_and_the_news_waits(
    settings: OrdersSettings,
    shelf: Shelf,
    products: ProductsClient,
    token_verifier: TokenVerifier,
    bearer: Callable[..., dict[str, str]],
) -> None:
    shelf.stock(1, on_hand=1)
    app = build_app(settings.model_copy(update={"aws_endpoint_url": "http://127.0.0.1:9"}))
    transport = httpx.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://orders") as client,
    ):
        app.state.token_verifier = token_verifier
        app.state.deps = replace(app.state.deps, products=products)
        body = {"items": [{"product_id": 1, "quantity": 1}]}

        answer = await client.post("/api/v1/orders", json=body, headers=bearer(7))

        async with app.state.deps.sessions() as session:
            waiting = sa.select(OUTBOX.c.type).where(OUTBOX.c.published_at.is_(None))
            assert list(await session.scalars(waiting)) == ["order.created"]
    assert answer.status_code == 201


async def test_what_a_crash_left_is_swept_and_told(settings: OrdersSettings) -> None:
    long_ago = FixedClock(datetime(2020, 1, 1, tzinfo=UTC))
    app = build_app(settings)
    async with app.router.lifespan_context(app):
        sessions: SessionMaker = app.state.deps.sessions
        request = OrderRequest(7, "buyer@example.com", (RequestedLine(1, 1),))
        async with unit_of_work(sessions) as session:
            begun = await begin_order(session, request=request, clock=long_ago, new_id=new_id)
        assert not isinstance(begun, Order)

        async def is_told() -> bool:
            async with sessions() as session:
                status = await session.scalar(sa.select(ORDERS.c.status))
                published = await session.scalar(sa.select(OUTBOX.c.published_at))
            return status == "rejected" and published is not None

        await eventually(is_told)


async def test_what_guests_left_behind_is_swept(settings: OrdersSettings) -> None:
    engine = create_async_engine(settings.database_url.get_secret_value())
    sessions = create_sessions(engine)
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    guest = sa.insert(CARTS).values(token_hash="x", created_at=long_ago, updated_at=long_ago)
    async with unit_of_work(sessions) as session:
        await session.execute(guest)
    app = build_app(settings)
    async with app.router.lifespan_context(app):

        async def is_forgotten() -> bool:
            async with sessions() as session:
                return await session.scalar(sa.select(sa.func.count()).select_from(CARTS)) == 0

        await eventually(is_forgotten)
    await engine.dispose()


@pytest.mark.parametrize(
    "missing", ["ORDERS_DATABASE_URL", "ORDERS_PRODUCTS_URL", "ORDERS_SERVICE_KEY"]
)
def test_a_missing_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], missing: str
) -> None:
    given = {
        "ORDERS_DATABASE_URL": NOWHERE,
        "ORDERS_JWKS_URL": "http://users/jwks",
        "ORDERS_PRODUCTS_URL": "http://products",
        "ORDERS_SERVICE_KEY": "a service key for tests",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv(missing)

    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 2
    assert f"setting {missing}: Field required" in capsys.readouterr().err
