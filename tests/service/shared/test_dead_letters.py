"""What was given up is told with its reason, and can be sent back: real protocol, real database."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime

import httpx
import pytest
from fastapi import FastAPI

from backend_services.shared.clock import SystemClock
from backend_services.shared.db.session import SessionMaker, WriteSession, unit_of_work
from backend_services.shared.dead_letters.log import note_dead
from backend_services.shared.dead_letters.mover import Mover
from backend_services.shared.dead_letters.redrive import DeadLetters
from backend_services.shared.dead_letters.routes import dead_letter_router
from backend_services.shared.errors import Conflict
from backend_services.shared.http.problems import install_problem_handlers
from backend_services.shared.http.tokens import Role, TokenVerifier
from backend_services.shared.ids import new_id
from backend_services.shared.messaging import outbox
from backend_services.shared.messaging.aws import AwsClients, SnsPublisher, SqsQueue, open_clients
from backend_services.shared.messaging.broker import ReceivedMessage
from backend_services.shared.messaging.consumer import MAX_ATTEMPTS, Consumer
from backend_services.shared.messaging.envelope import Envelope
from backend_services.shared.messaging.outbox import Aggregate
from backend_services.shared.messaging.relay import Relay
from backend_services.shared.messaging.topology import Subscription
from backend_services.shared.messaging.wakeups import Wakeups
from backend_services.shared.settings import BrokerSettings
from tests.service.shared.conftest import LampLit

PATH = "/api/v1/dead-letters"


class LampBroken(Conflict):
    code, title = "lamp_broken", "The lamp is broken"


class House:
    def __init__(self, sessions: SessionMaker, clients: AwsClients) -> None:
        self.subscription = Subscription(f"house{new_id().hex}", new_id().hex, ("lamp.lit",))
        self.sessions = sessions
        self.broken: set[int] = set()
        self.heard: list[int] = []
        publisher = SnsPublisher(
            clients, service=self.subscription.source, hearers=[self.subscription]
        )
        self.relay = Relay(sessions=sessions, publisher=publisher, wakeups=Wakeups())
        self.consumer = Consumer(
            queue=SqsQueue(clients, self.subscription),
            handlers={LampLit: self._hear},
            sessions=sessions,
            deps=None,
            note_dead=self._note,
            back_off=(0, 0, 0, 0),
        )
        self.kept = DeadLetters(
            [self.subscription], Mover(clients, new_id), sessions, SystemClock()
        )

    async def _hear(self, session: WriteSession, envelope: Envelope[LampLit], deps: None) -> None:
        del session, deps
        if envelope.event.lamp_id in self.broken:
            raise LampBroken
        self.heard.append(envelope.event.lamp_id)

    async def _note(self, message: ReceivedMessage, error: Exception) -> None:
        async with unit_of_work(self.sessions) as session:
            await note_dead(
                session,
                queue=self.subscription.queue,
                message=message,
                error=error,
                at=SystemClock().now(),
            )

    async def light(self, *lamps: int, turn: int = 1) -> None:
        for lamp in lamps:
            async with unit_of_work(self.sessions) as session:
                await outbox.append(
                    session,
                    aggregate=Aggregate("lamp", lamp, turn),
                    event=LampLit(lamp_id=lamp, turn=turn),
                    event_id=new_id(),
                    at=SystemClock().now(),
                )
        while await self.relay.run_once():
            pass

    async def work(self) -> None:
        """Until nothing is left to try."""
        for _ in range(3):
            await self.consumer.run_once(wait=1)

    async def depth(self) -> int:
        return (await self.kept.depths())[self.subscription.queue]


@pytest.fixture
async def clients(broker_settings: BrokerSettings) -> AsyncIterator[AwsClients]:
    async with open_clients(broker_settings) as clients:
        yield clients


@pytest.fixture
def house(sessions: SessionMaker, clients: AwsClients) -> House:
    return House(sessions, clients)


@pytest.fixture
async def client(
    house: House, token_verifier: TokenVerifier, bearer: Callable[..., dict[str, str]]
) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    install_problem_handlers(app)
    app.include_router(dead_letter_router())
    app.state.token_verifier = token_verifier
    app.state.dead_letters = house.kept
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://house",
        headers=bearer(2, role=Role.STAFF),
    ) as client:
        yield client


@pytest.mark.timeout(180)
async def test_what_failed_for_the_last_time_is_told_with_its_reason(
    house: House, client: httpx.AsyncClient
) -> None:
    house.broken = {2}
    await house.light(1, 2, 3)
    await house.work()

    page = (await client.get(PATH)).json()

    assert sorted(house.heard) == [1, 3]
    assert [
        (one["queue"], one["type"], one["aggregate"], one["reason"]) for one in page["items"]
    ] == [(house.subscription.queue, "lamp.lit", "lamp:2", "LampBroken: The lamp is broken")]
    assert page["total"] == 1
    assert page["depths"] == {house.subscription.queue: 1}
    (one,) = page["items"]
    assert one["attempts"] == MAX_ATTEMPTS
    happened, failed = (datetime.fromisoformat(one[name]) for name in ("happened_at", "failed_at"))
    assert happened < failed


@pytest.mark.timeout(180)
async def test_one_is_sent_back_and_the_others_stay(
    house: House, client: httpx.AsyncClient
) -> None:
    house.broken = {1, 2, 3}
    await house.light(1, 2, 3)
    await house.work()
    page = (await client.get(PATH)).json()
    one = next(item for item in page["items"] if item["aggregate"] == "lamp:2")
    house.broken = set()

    answer = await client.post(f"{PATH}/{one['id']}/redrive")
    again = await client.post(f"{PATH}/{one['id']}/redrive")
    await house.work()

    assert (answer.status_code, answer.json()) == (200, {"redriven": 1})
    assert (again.status_code, again.json()["code"]) == (409, "dead_letter_gone")
    assert house.heard == [2]
    left = (await client.get(PATH)).json()
    assert sorted(item["aggregate"] for item in left["items"]) == ["lamp:1", "lamp:3"]
    assert left["depths"] == {house.subscription.queue: 2}


@pytest.mark.timeout(180)
async def test_of_one_lamp_the_second_can_be_looked_into_and_sent_back_before_the_first(
    house: House, client: httpx.AsyncClient
) -> None:
    house.broken = {1}
    await house.light(1)
    await house.work()
    await house.light(1, turn=2)
    await house.work()
    newest, oldest = (await client.get(PATH)).json()["items"]
    house.broken = set()

    inside = await client.get(f"{PATH}/{newest['id']}")
    before = await house.depth()
    answer = await client.post(f"{PATH}/{newest['id']}/redrive")
    await house.work()
    gone = await client.get(f"{PATH}/{newest['id']}")

    assert (inside.status_code, inside.json()) == (200, {"fields": {"lamp_id": "1"}})
    assert before == 2
    assert answer.json() == {"redriven": 1}
    assert house.heard == [1]
    assert [one["id"] for one in (await client.get(PATH)).json()["items"]] == [oldest["id"]]
    assert (gone.status_code, gone.json()["code"]) == (409, "dead_letter_gone")


@pytest.mark.timeout(180)
async def test_all_are_sent_back_at_most_so_many_at_once_and_work_when_the_bug_is_gone(
    house: House, client: httpx.AsyncClient
) -> None:
    house.broken = {1, 2, 3}
    await house.light(1, 2, 3)
    await house.work()
    house.broken = set()

    first = await client.post(f"{PATH}/redrive", json={"limit": 2})
    rest = await client.post(f"{PATH}/redrive", json={"queue": house.subscription.queue})
    nothing = await client.post(f"{PATH}/redrive", json={})
    await house.work()

    assert [answer.json()["redriven"] for answer in (first, rest, nothing)] == [2, 1, 0]
    assert sorted(house.heard) == [1, 2, 3]
    assert (await client.get(PATH)).json()["items"] == []
    redriven = (await client.get(f"{PATH}?waiting_only=false")).json()
    assert {item["redriven_by"] for item in redriven["items"]} == {2}
    assert await house.depth() == 0


@pytest.mark.timeout(180)
async def test_one_that_fails_again_is_there_again(house: House, client: httpx.AsyncClient) -> None:
    house.broken = {1}
    await house.light(1)
    await house.work()
    await client.post(f"{PATH}/redrive", json={})
    await house.work()

    page = (await client.get(PATH)).json()

    assert [item["redriven_at"] for item in page["items"]] == [None]
    assert await house.depth() == 1


@pytest.mark.timeout(180)
async def test_what_cannot_be_read_is_told_too(
    house: House, client: httpx.AsyncClient, clients: AwsClients
) -> None:
    await house.light(1)
    await house.work()
    url = (await clients.sqs.get_queue_url(QueueName=house.subscription.queue))["QueueUrl"]
    await clients.sqs.send_message(
        QueueUrl=url, MessageBody="{", MessageGroupId="x", MessageDeduplicationId="x"
    )
    await house.work()

    (item,) = (await client.get(PATH)).json()["items"]

    assert (item["event_id"], item["type"], item["aggregate"]) == (None, None, None)
    assert item["happened_at"] is None
    assert item["reason"].startswith("JSONDecodeError in ")


@pytest.mark.parametrize(
    ("path", "status"),
    [("/redrive?", 404), ("/999/redrive", 404), ("/0/redrive", 422), ("/x/redrive", 422)],
)
async def test_what_is_not_there_cannot_be_sent_back(
    client: httpx.AsyncClient, path: str, status: int
) -> None:
    answer = await client.post(f"{PATH}{path}", json={"queue": "nobody.fifo"})

    assert answer.status_code == status


async def test_only_staff_see_them(
    client: httpx.AsyncClient, bearer: Callable[..., dict[str, str]]
) -> None:
    assert (await client.get(PATH, headers=bearer(7))).status_code == 403
    client.headers.pop("Authorization")
    assert (await client.get(PATH)).status_code == 401
