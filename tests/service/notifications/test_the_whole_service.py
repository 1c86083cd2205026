"""Everything as in production: broker, database, mail server, keys over HTTP, sockets."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
import uvicorn

from backend_services.notifications.consumers import CONSUMES
from backend_services.notifications.main import build_app
from backend_services.notifications.settings import NotificationsSettings
from backend_services.shared.messaging.aws import AwsClients, SnsPublisher, open_clients
from backend_services.shared.messaging.broker import OutgoingMessage
from backend_services.shared.messaging.envelope import Envelope
from backend_services.shared.messaging.topology import ensure_subscription
from backend_services.shared.settings import BrokerSettings
from local_stack.broker import Broker
from local_stack.network import free_port
from tests.fixtures.broker import settings_for
from tests.fixtures.tokens import TestKeys
from tests.service.notifications import happenings
from tests.service.notifications.listener import listening
from tests.service.notifications.mail_server import MailServer
from tests.service.notifications.office import eventually


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is there is asked for as long as a slow machine takes."""
    monkeypatch.setattr("backend_services.shared.http.health._TIMEOUT", 30.0)


@pytest.fixture
def jwks_url(token_keys: TestKeys) -> Iterator[str]:
    document = json.dumps({"keys": [token_keys.public_jwk]}).encode()

    class Users(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(document)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as above
            del format, args

    with ThreadingHTTPServer(("127.0.0.1", 0), Users) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/.well-known/jwks.json"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def own_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrokerSettings]:
    """The queues have the names of the real ones, which other tests' services read too."""
    broker = Broker(tmp_path_factory.mktemp("broker"))
    yield settings_for(broker.start())
    broker.stop()


@pytest.fixture
def broker_settings(own_broker: BrokerSettings) -> BrokerSettings:
    return own_broker


@pytest.fixture
async def broker(broker_settings: BrokerSettings) -> AsyncIterator[AwsClients]:
    async with open_clients(broker_settings) as clients:
        for source in CONSUMES:
            await ensure_subscription(
                sns=clients.sns,
                sqs=clients.sqs,
                subscription=source.subscription("notifications"),
            )
        yield clients


@pytest.fixture
async def address(
    *,
    settings: NotificationsSettings,
    broker: AwsClients,
    broker_settings: BrokerSettings,
    jwks_url: str,
) -> AsyncIterator[str]:
    """Host and port of the running service."""
    del broker  # its topics and queues exist
    whole = settings.model_copy(
        update={
            "jwks_url": jwks_url,
            **broker_settings.model_dump(exclude={"create_topology"}),
        }
    )
    config = uvicorn.Config(
        build_app(whole), host="127.0.0.1", port=free_port(), log_config=None, access_log=False
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    await eventually(lambda: server.started, within=30)
    yield f"127.0.0.1:{config.port}"
    server.should_exit = True
    await asyncio.wait_for(running, timeout=50)


async def test_an_event_becomes_a_frame_a_mail_and_a_row(
    *,
    address: str,
    broker: AwsClients,
    token_keys: TestKeys,
    mail_server: MailServer,
) -> None:
    token = token_keys.issue(7)
    async with (
        listening(f"ws://{address}/ws/notifications") as ana,
        listening(f"ws://{address}/ws/catalog") as window,
        httpx.AsyncClient(base_url=f"http://{address}") as client,
    ):
        assert (await client.get("/health/ready")).json()["checks"] == {
            "database": "up",
            "broker": "up",
        }
        assert (await ana.subscribe(token))["type"] == "subscribed"

        await tell(broker, "users", happenings.registered(7))
        await tell(broker, "orders", happenings.order_created(5, user_id=7))
        await tell(broker, "products", happenings.stock_changed(1, stock=3))

        assert (await asyncio.wait_for(ana.hear(), timeout=50))["data"]["order_id"] == 5
        changed = await asyncio.wait_for(window.hear(), timeout=50)
        assert changed["data"][0]["stock_quantity"] == 3
        await eventually(lambda: len(mail_server.received) == 2, within=50)
        answer = await client.get(
            "/api/v1/notifications", headers={"Authorization": f"Bearer {token}"}
        )
        found = {row["type"]: row["user_id"] for row in answer.json()["notifications"]}
        assert found == {"welcome": 7, "order_confirmation": 7}


async def tell(broker: AwsClients, service: str, envelope: Envelope[Any]) -> None:
    message = OutgoingMessage(
        event_id=envelope.event_id,
        group=envelope.aggregate,
        type=envelope.event.type,
        body=envelope.encode(),
    )
    result = await SnsPublisher(broker, service=service).publish([message])  # the relay's part
    assert result.accepted == {envelope.event_id}


class TestWithoutQueues:
    """Somebody else makes the queues, and has not yet."""

    @pytest.fixture
    def settings(self, settings: NotificationsSettings) -> NotificationsSettings:
        return settings.model_copy(update={"create_topology": False})

    @pytest.fixture
    async def broker(self, broker: AwsClients) -> AwsClients:
        for source in CONSUMES:
            name = source.subscription("notifications").queue
            found = await broker.sqs.get_queue_url(QueueName=name)
            await broker.sqs.delete_queue(QueueUrl=found["QueueUrl"])
        return broker

    async def test_the_service_is_not_ready_and_starts_by_itself_once_they_are_there(
        self, address: str, broker: AwsClients, mail_server: MailServer
    ) -> None:
        async with httpx.AsyncClient(base_url=f"http://{address}") as client:
            early = await client.get("/health/ready")
            assert early.status_code == 503
            assert early.json()["checks"] == {"database": "up", "broker": "down"}

            for source in CONSUMES:
                subscription = source.subscription("notifications")
                await ensure_subscription(sns=broker.sns, sqs=broker.sqs, subscription=subscription)
            await tell(broker, "orders", happenings.order_created(5))

            await eventually(lambda: len(mail_server.received) == 1, within=50)
            assert (await client.get("/health/ready")).status_code == 200
