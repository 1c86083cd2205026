"""What staff are told of a service's build and of its events: real protocol, real database."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from backend_services.shared.clock import FixedClock, SystemClock
from backend_services.shared.db.session import SessionMaker, WriteSession, unit_of_work
from backend_services.shared.dead_letters.mover import Mover
from backend_services.shared.http.problems import install_problem_handlers
from backend_services.shared.http.tokens import Role, TokenVerifier
from backend_services.shared.ids import new_id
from backend_services.shared.messaging import outbox
from backend_services.shared.messaging.aws import AwsClients, SnsPublisher, SqsQueue, open_clients
from backend_services.shared.messaging.broker import ReceivedMessage
from backend_services.shared.messaging.consumer import Consumer
from backend_services.shared.messaging.envelope import Envelope
from backend_services.shared.messaging.outbox import Aggregate
from backend_services.shared.messaging.relay import Relay
from backend_services.shared.messaging.topology import Subscription
from backend_services.shared.messaging.wakeups import Wakeups
from backend_services.shared.settings import BrokerSettings, Environment, ServiceSettings
from backend_services.shared.system.about import About
from backend_services.shared.system.event_flow import EventFlow
from backend_services.shared.system.routes import system_router
from tests.service.shared.conftest import LampLit

PATH = "/api/v1/system"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class House:
    """Tells itself of its lamps, and hears of them when it is asked to."""

    def __init__(self, sessions: SessionMaker, clients: AwsClients) -> None:
        self.subscription = Subscription(f"house{new_id().hex}", new_id().hex, ("lamp.lit",))
        self.sessions = sessions
        self.publisher = SnsPublisher(
            clients, service=self.subscription.source, hearers=[self.subscription]
        )
        self.relay = Relay(sessions=sessions, publisher=self.publisher, wakeups=Wakeups())
        self.consumer = Consumer(
            queue=SqsQueue(clients, self.subscription),
            handlers={LampLit: self._hear},
            sessions=sessions,
            deps=None,
            note_dead=self._note,
        )
        self.flow = EventFlow([self.subscription], Mover(clients, new_id), sessions)

    async def _hear(self, session: WriteSession, envelope: Envelope[LampLit], deps: None) -> None:
        del session, envelope, deps

    async def _note(self, message: ReceivedMessage, error: Exception) -> None:
        del message
        raise error

    async def light(self, lamp: int) -> None:
        async with unit_of_work(self.sessions) as session:
            await outbox.append(
                session,
                aggregate=Aggregate("lamp", lamp, 1),
                event=LampLit(lamp_id=lamp, turn=1),
                event_id=new_id(),
                at=SystemClock().now(),
            )


@pytest.fixture
async def house(sessions: SessionMaker, broker_settings: BrokerSettings) -> AsyncIterator[House]:
    async with open_clients(broker_settings) as clients:
        yield House(sessions, clients)


@pytest.fixture
def app(house: House, token_verifier: TokenVerifier) -> FastAPI:
    settings = ServiceSettings(environment=Environment.TEST, port=1)
    about = About.now(settings, service="house", clock=FixedClock(NOON))
    app = FastAPI()
    install_problem_handlers(app)
    app.include_router(system_router(about))
    app.state.token_verifier = token_verifier
    app.state.event_flow = house.flow
    return app


@pytest.fixture
async def client(
    app: FastAPI, bearer: Callable[..., dict[str, str]]
) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://house",
        headers=bearer(2, role=Role.STAFF),
    ) as client:
        yield client


async def look(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.get(PATH)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.timeout(180)
async def test_an_event_is_seen_waiting_here_then_there_then_heard(
    house: House, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend_services.shared.system.event_flow._PATIENCE", 30.0)
    queue = house.subscription.queue
    await house.relay.run_once()
    await house.consumer.run_once(wait=0)
    assert await look(client) == {
        "service": "house",
        "version": "0.1.0",
        "commit": None,
        "started_at": "2026-11-23T12:00:00.000000Z",
        "outbox": {"waiting": 0, "oldest_seconds": None, "rejected": 0},
        "hears": [
            {
                "queue": queue,
                "waiting": 0,
                "dead": 0,
                "last_heard_at": None,
                "usual_lag_seconds": None,
            }
        ],
    }

    await house.light(1)
    async with unit_of_work(house.sessions) as session:
        await session.execute(
            text("update outbox set occurred_at = now() - interval '1 hour', attempts = 4")
        )
    told = (await look(client))["outbox"]
    assert (told["waiting"], told["rejected"]) == (1, 1)
    assert told["oldest_seconds"] >= 3600

    while await house.relay.run_once():
        pass
    travelling = await look(client)
    assert travelling["outbox"]["waiting"] == 0
    assert travelling["hears"][0]["waiting"] == 1

    await house.consumer.run_once(wait=5)
    (heard,) = (await look(client))["hears"]
    assert heard["waiting"] == 0
    assert heard["last_heard_at"] is not None
    assert heard["usual_lag_seconds"] >= 3600


async def test_a_broker_that_is_silent_hides_nothing_that_the_database_knows(
    app: FastAPI, house: House, client: httpx.AsyncClient, broker_settings: BrokerSettings
) -> None:
    await house.light(1)
    nowhere = broker_settings.model_copy(update={"aws_endpoint_url": "http://127.0.0.1:9"})
    async with open_clients(nowhere) as clients:
        mover = Mover(clients, new_id)
        app.state.event_flow = EventFlow([house.subscription], mover, house.sessions)
        told = await look(client)

    assert told["outbox"]["waiting"] == 1
    assert (told["hears"][0]["waiting"], told["hears"][0]["dead"]) == (None, None)


async def test_customers_are_not_told_how_a_service_is(
    client: httpx.AsyncClient, bearer: Callable[..., dict[str, str]]
) -> None:
    answer = await client.get(PATH, headers=bearer(7))

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
