"""A process that ends finishes what it is at, and gives the rest back at once."""

import asyncio

import pytest

from backend_services.shared.clock import SystemClock
from backend_services.shared.db.session import SessionMaker
from backend_services.shared.messaging.aws import AwsClients
from backend_services.shared.messaging.wakeups import Wakeups
from backend_services.shared.runtime import Runtime
from tests.service.shared.lamps import Hall, PatientBroker, until


@pytest.fixture
async def hall(sessions: SessionMaker) -> Hall:
    return await Hall(PatientBroker(SystemClock()), sessions).ready()


async def test_what_is_in_hand_may_end(hall: Hall) -> None:
    hall.held_up[1] = may_go_on = asyncio.Event()
    async with hall.consuming() as task:
        await hall.light((1, 1), (1, 2))
        await until(lambda: len(hall.began) == 1)

        hall.stop()
        await hall.light((2, 1))
        await asyncio.sleep(0)
        assert not task.done()
        may_go_on.set()
        await asyncio.wait_for(task, timeout=60)

    assert hall.heard == [(1, 1), (1, 2)]
    assert [each.receive_count for each in await hall.queue.receive(wait=0)] == [1]


async def test_what_does_not_end_in_time_is_given_back_at_once_and_in_order(hall: Hall) -> None:
    hall.held_up[1] = may_go_on = asyncio.Event()
    async with hall.consuming(grace=0.1) as task:
        await hall.light((1, 1), (1, 2))
        await until(lambda: len(hall.began) == 1)
        hall.stop()
        await task

    assert hall.heard == []
    may_go_on.set()
    assert await hall.consumer().run_once(wait=0) == 2
    assert hall.heard == [(1, 1), (1, 2)]


async def test_what_waits_for_its_next_attempt_is_given_back_without_waiting(hall: Hall) -> None:
    hall.broken = {1}
    async with hall.consuming(back_off=(3600.0,), grace=3600.0) as task:
        await hall.light((1, 1))
        await until(lambda: len(hall.began) == 1)
        hall.stop()
        await asyncio.wait_for(task, timeout=60)

    assert [each.receive_count for each in await hall.queue.receive(wait=0)] == [2]
    assert hall.dead == []


async def test_one_slow_handler_stops_its_own_group_only(hall: Hall) -> None:
    hall.held_up[1] = may_go_on = asyncio.Event()
    async with hall.consuming():
        await hall.light((1, 1))
        await until(lambda: hall.began == [(1, 1)])

        await hall.light(*((lamp, 1) for lamp in range(2, 30)))
        await until(lambda: len(hall.heard) == 28)

        assert (1, 1) not in hall.heard
        may_go_on.set()
        await until(lambda: len(hall.heard) == 29)


async def test_a_service_that_ends_lets_its_consumers_end_first(
    hall: Hall, sessions: SessionMaker
) -> None:
    hall.held_up[1] = may_go_on = asyncio.Event()
    runtime = Runtime(
        service="hall",
        sessions=sessions,
        wakeups=Wakeups(),
        clients=AwsClients(None, None, create_topology=False),
    )
    runtime.start_consumer(hall.consumer(stopping=runtime.stopping))
    await hall.light((1, 1))
    await until(lambda: len(hall.began) == 1)

    stopped = asyncio.create_task(runtime.stop())
    await until(runtime.stopping.is_set)
    may_go_on.set()
    await stopped

    assert hall.heard == [(1, 1)]
