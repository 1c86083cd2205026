from datetime import timedelta

from sqlalchemy import func, insert, select

from backend_services.shared.db.session import SessionMaker, reading, unit_of_work
from backend_services.shared.ids import new_id
from backend_services.shared.messaging import retention
from backend_services.shared.messaging.tables import DEAD_LETTER, INBOX, OUTBOX


async def published(sessions: SessionMaker, *, age: timedelta | None, count: int = 1) -> None:
    at = None if age is None else func.now() - age
    async with unit_of_work(sessions) as session:
        for number in range(count):
            await session.execute(
                insert(OUTBOX).values(
                    event_id=new_id(),
                    aggregate=f"lamp:{new_id()}",
                    sequence=number,
                    type="lamp.lit",
                    version=1,
                    payload={},
                    occurred_at=func.now() - timedelta(days=400),
                    published_at=at,
                )
            )


async def count(sessions: SessionMaker) -> int:
    async with reading(sessions) as session:
        return (await session.execute(select(func.count()).select_from(OUTBOX))).scalar_one()


async def test_published_events_go_after_seven_days_and_waiting_ones_never(
    sessions: SessionMaker,
) -> None:
    for age in (timedelta(days=7, minutes=1), timedelta(days=6, hours=23), None):
        await published(sessions, age=age)

    assert await retention.forget_published(sessions) == 1

    assert await count(sessions) == 2
    assert await retention.forget_published(sessions) == 0


async def test_the_inbox_remembers_thirty_days(sessions: SessionMaker) -> None:
    async with unit_of_work(sessions) as session:
        for age in (timedelta(days=30, minutes=1), timedelta(days=29)):
            row = {"consumer": "house", "event_id": new_id(), "received_at": func.now() - age}
            await session.execute(insert(INBOX).values(**row))

    assert await retention.forget_heard(sessions) == 1

    async with reading(sessions) as session:
        assert (await session.execute(select(func.count()).select_from(INBOX))).scalar_one() == 1


async def test_the_reason_of_a_dead_letter_goes_with_its_message(sessions: SessionMaker) -> None:
    async with unit_of_work(sessions) as session:
        for age in (timedelta(days=14, minutes=1), timedelta(days=13, hours=23)):
            row = {"queue": "house-lamps.fifo", "digest": new_id().bytes, "reason": "LampBroken"}
            await session.execute(
                insert(DEAD_LETTER).values(**row, failed_at=func.now() - age, redriven_at=None)
            )

    assert await retention.forget_dead_letters(sessions) == 1

    async with reading(sessions) as session:
        left = await session.execute(select(func.count()).select_from(DEAD_LETTER))
        assert left.scalar_one() == 1


async def test_a_large_heap_goes_batch_by_batch(sessions: SessionMaker) -> None:
    await published(sessions, age=timedelta(days=8), count=25)

    assert await retention.forget_published(sessions, batch=10) == 25

    assert await count(sessions) == 0
