import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from backend_services.shared.clock import SystemClock
from backend_services.shared.db.session import (
    SessionMaker,
    WriteSession,
    create_sessions,
    unit_of_work,
)
from backend_services.shared.ids import new_id
from backend_services.shared.messaging import outbox
from backend_services.shared.messaging.outbox import Aggregate
from backend_services.shared.messaging.relay import pending_count
from backend_services.shared.messaging.tables import OUTBOX
from backend_services.shared.messaging.wakeups import WAKEUPS_KEY, Wakeups
from backend_services.shared.observability.context import bound
from tests.service.shared.conftest import LampLit


async def light(session: WriteSession, *, lamp: int = 1, turn: int = 1) -> None:
    await outbox.append(
        session,
        aggregate=Aggregate("lamp", lamp, turn),
        event=LampLit(lamp_id=lamp, turn=turn),
        event_id=new_id(),
        at=SystemClock().now(),
    )


async def pending(sessions: SessionMaker) -> int:
    async with sessions() as session:
        return await pending_count(session)


async def test_an_event_is_written_with_the_change_it_tells_of(sessions: SessionMaker) -> None:
    with bound({"request_id": "abc"}):
        async with unit_of_work(sessions) as session:
            await light(session, lamp=7, turn=3)

    async with sessions() as session:
        [row] = (await session.execute(select(OUTBOX))).all()
    assert (row.aggregate, row.sequence, row.type, row.version) == ("lamp:7", 3, "lamp.lit", 1)
    assert row.payload == {"lamp_id": 7, "turn": 3}
    assert row.headers == {"request_id": "abc"}
    assert row.published_at is None


async def test_a_rollback_leaves_no_event(sessions: SessionMaker) -> None:
    async def fail() -> None:
        async with unit_of_work(sessions) as session:
            await light(session)
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await fail()

    assert await pending(sessions) == 0


async def test_a_lost_update_cannot_publish_twice(sessions: SessionMaker) -> None:
    async def light_first_turn() -> None:
        async with unit_of_work(sessions) as session:
            await light(session, turn=1)

    await light_first_turn()

    with pytest.raises(IntegrityError):
        await light_first_turn()
    assert await pending(sessions) == 1


async def test_the_relay_is_woken_by_the_commit_and_not_before(sessions: SessionMaker) -> None:
    woken: list[str] = []

    class Recorded(Wakeups):
        def wake(self) -> None:
            woken.append("now")

    waking = create_sessions(sessions.kw["bind"], wakeups=Recorded())
    assert isinstance(waking.kw["info"][WAKEUPS_KEY], Recorded)

    async with unit_of_work(waking) as session:
        await light(session)
        assert woken == []

    assert woken == ["now"]
