"""An outage is no fault of a message: none is lost, on either broker, however long it takes."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from backend_services.shared.clock import SystemClock
from backend_services.shared.db.engine import create_engine
from backend_services.shared.db.session import SessionMaker, create_sessions
from backend_services.shared.messaging import consumer
from backend_services.shared.messaging.aws import AwsClients, SnsPublisher, SqsQueue, open_clients
from backend_services.shared.messaging.broker import Publisher, Queue
from backend_services.shared.messaging.consumer import MAX_ATTEMPTS
from backend_services.shared.messaging.topology import Subscription
from backend_services.shared.settings import BrokerSettings, DatabaseSettings
from tests.fixtures.door import Door, opened_door
from tests.service.shared.lamps import Hall, LampBroker, PatientBroker, until

OUTAGES = MAX_ATTEMPTS + 2  # more than a message has attempts


@pytest.fixture
async def door(database: str) -> AsyncIterator[Door]:
    async with opened_door(database) as door:
        yield door


@pytest.fixture
async def through_door(door: Door, sessions: SessionMaker) -> AsyncIterator[SessionMaker]:
    """As a service opens them, with short limits; the tables are there already."""
    del sessions
    settings = DatabaseSettings(
        database_url=SecretStr(door.url), statement_timeout=1.0, database_pool_timeout=2.0
    )
    engine = create_engine(settings, application="tests")
    yield create_sessions(engine)
    door.speak()
    await engine.dispose()


class SqsBroker:
    def __init__(self, clients: AwsClients) -> None:
        self._clients = clients

    def publisher(self, service: str) -> Publisher:
        return SnsPublisher(self._clients, service=service)

    def queue(self, subscription: Subscription) -> Queue:
        return SqsQueue(self._clients, subscription)


@pytest.fixture(params=["memory", "sqs"])
async def broker(
    request: pytest.FixtureRequest, broker_settings: BrokerSettings
) -> AsyncIterator[LampBroker]:
    if request.param == "memory":
        yield PatientBroker(SystemClock())
    else:
        async with open_clients(broker_settings) as clients:
            yield SqsBroker(clients)


@pytest.fixture
async def hall(broker: LampBroker, through_door: SessionMaker) -> Hall:
    return await Hall(broker, through_door).ready()


@pytest.mark.timeout(120)
async def test_more_outages_than_attempts_cost_a_message_one_receive(
    hall: Hall, door: Door
) -> None:
    hall.held_up[1] = may_go_on = asyncio.Event()
    async with hall.consuming():
        await hall.light((1, 1), (1, 2))
        for outage in range(1, OUTAGES + 1):
            await until(lambda wanted=outage: len(hall.began) == wanted)
            await door.shut()
            may_go_on.set()
            await until(lambda: hall.is_waiting)
            may_go_on.clear()
            await door.open()
        may_go_on.set()
        await until(lambda: len(hall.heard) == OUTAGES + 2)

    # The handler itself ended each time: what was undone is its transaction.
    assert hall.heard == [(1, 1)] * (OUTAGES + 1) + [(1, 2)]
    assert set(hall.receives) == {1}
    assert hall.dead == []


@pytest.mark.timeout(120)
async def test_nothing_is_received_while_the_database_is_away_and_all_is_heard_after(
    hall: Hall, door: Door
) -> None:
    await door.shut()
    await hall.light(*((lamp, turn) for lamp in range(5) for turn in (1, 2)))
    async with hall.consuming():
        await until(lambda: hall.is_waiting)
        assert hall.receives == []

        await door.open()
        await until(lambda: len(hall.heard) == 10)

    assert sorted(hall.heard) == [(lamp, turn) for lamp in range(5) for turn in (1, 2)]
    assert set(hall.receives) == {1}


@pytest.mark.timeout(120)
@pytest.mark.parametrize("broker", ["memory"], indirect=True)
async def test_a_database_that_froze_is_away_too(hall: Hall, door: Door) -> None:
    async with hall.consuming():
        await hall.light((1, 1))
        await until(lambda: len(hall.heard) == 1)

        door.fall_silent()
        await hall.light((1, 2), (2, 1))
        await until(lambda: hall.is_waiting)
        door.speak()
        await until(lambda: len(hall.heard) == 3)

    assert sorted(hall.heard) == [(1, 1), (1, 2), (2, 1)]
    assert set(hall.receives) == {1}


@pytest.mark.parametrize("broker", ["memory"], indirect=True)
async def test_a_database_that_answers_and_takes_nothing_is_waited_for(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "_UNABLE_PAUSE", 0)
    hall.read_only_for = MAX_ATTEMPTS + 2
    async with hall.consuming(back_off=(0, 0, 0, 0)):
        await hall.light((1, 1))
        await until(lambda: len(hall.heard) == 1)

    assert len(hall.began) == MAX_ATTEMPTS + 3
    assert hall.dead == []


@pytest.mark.parametrize("broker", ["memory"], indirect=True)
async def test_what_only_looks_like_an_outage_is_given_up_in_the_end(hall: Hall) -> None:
    hall.broken = {1}
    async with hall.consuming(back_off=(0, 0, 0, 0)):
        await hall.light((1, 1), (1, 2), (2, 1))
        await until(lambda: len(hall.dead) == 2)

    assert len(hall.began) == 2 * MAX_ATTEMPTS + 1
    assert hall.heard == [(2, 1)]
    assert hall.dead == ["ConnectionResetError"] * 2
