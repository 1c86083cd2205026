import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from backend_services.notifications.adapters.mail_queue import ClaimedMail
from backend_services.notifications.adapters.smtp import SmtpMailer
from backend_services.notifications.settings import NotificationsSettings
from backend_services.notifications.use_cases.claim_due_mail import claim_due_mail
from backend_services.notifications.use_cases.fail_abandoned_mails import fail_abandoned_mails
from backend_services.notifications.use_cases.mark_mail_sent import mark_mail_sent
from backend_services.shared.clock import FixedClock
from backend_services.shared.db.session import SessionMaker, unit_of_work
from tests.service.notifications import happenings
from tests.service.notifications.mail_server import MailServer
from tests.service.notifications.office import Office, eventually

LEASE = timedelta(seconds=60)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(happenings.AT)


@pytest.fixture
def office(settings: NotificationsSettings, sessions: SessionMaker, clock: FixedClock) -> Office:
    return Office(settings, sessions=sessions, clock=clock)


async def claimed_by_one_that_died(office: Office) -> ClaimedMail:
    async with unit_of_work(office.sessions) as session:
        mail = await claim_due_mail(session, lease=LEASE, clock=office.clock)
    assert mail is not None
    return mail


async def test_before_sending_its_mail_is_sent_by_another_after_the_lease(
    office: Office, clock: FixedClock, mail_server: MailServer
) -> None:
    await office.hear(happenings.order_created())
    await claimed_by_one_that_died(office)

    assert await office.send_all() == 0
    clock.advance(LEASE)
    assert await office.send_all() == 1

    assert await office.statuses() == ["sent"]
    assert len(mail_server.received) == 1


async def test_between_the_servers_yes_and_the_commit_the_copy_can_be_recognised(
    office: Office, clock: FixedClock, mail_server: MailServer
) -> None:
    event = happenings.order_created()
    await office.hear(event)
    mail = await claimed_by_one_that_died(office)
    mailer = SmtpMailer(office.settings)
    await mailer.send(mail.message, to=mail.recipient)
    await mailer.rest()

    clock.advance(LEASE)
    await office.send_all()

    first, second = mail_server.received
    assert first.content == second.content
    assert first.message["Message-ID"] == f"<{event.event_id}@vitrine.example>"
    assert await office.statuses() == ["sent"]


async def test_on_its_last_attempt_the_mail_ends_as_failed(
    office: Office, clock: FixedClock, mail_server: MailServer
) -> None:
    await office.hear(happenings.order_created())
    for _ in range(office.settings.mail_attempts):
        await claimed_by_one_that_died(office)
        clock.advance(LEASE)

    assert await office.send_all() == 0
    async with unit_of_work(office.sessions) as session:
        assert await fail_abandoned_mails(session, clock=clock) == 1

    row = await office.row()
    assert row.status == "failed"
    assert row.error_message == (
        "The last attempt was interrupted; whether the mail arrived is not known"
    )
    assert mail_server.received == []


async def test_and_comes_back_late_does_not_undo_what_another_did(
    office: Office, clock: FixedClock
) -> None:
    await office.hear(happenings.order_created())
    late = await claimed_by_one_that_died(office)
    clock.advance(LEASE)
    second = await claimed_by_one_that_died(office)

    async with unit_of_work(office.sessions) as session:
        await mark_mail_sent(session, mail=late, clock=clock)

    row = await office.row()
    assert (row.status, row.attempts) == ("sending", second.attempt)


async def test_a_mail_under_way_is_finished_before_a_shutdown(
    office: Office, mail_server: MailServer
) -> None:
    await office.hear(happenings.order_created())
    mail_server.holds_answer = True
    running = asyncio.create_task(office.sender().run())
    await eventually(lambda: _is_under_way(office))

    running.cancel()
    mail_server.holds_answer = False
    await asyncio.wait([running], timeout=30)

    assert running.cancelled()
    assert await office.statuses() == ["sent"]
    assert len(mail_server.received) == 1


async def test_an_outcome_is_written_down_when_the_database_is_back(
    office: Office, mail_server: MailServer
) -> None:
    await office.hear(happenings.order_created())
    async with unit_of_work(office.sessions) as session:
        await session.execute(_REFUSE_TO_SETTLE)
        await session.execute(_WHEN_SENT)
    with capture_logs() as said:
        sending = asyncio.create_task(office.send_all())
        await eventually(lambda: "mail.not_settled" in {line["event"] for line in said})

    async with unit_of_work(office.sessions) as session:
        await session.execute(text("drop trigger outage on notifications"))
    await asyncio.wait_for(sending, timeout=30)

    assert await office.statuses() == ["sent"]
    assert len(mail_server.received) == 1


# Stands for a server that is gone for the moment: same error class, same way through the code.
_REFUSE_TO_SETTLE = text("""
create function refuse() returns trigger language plpgsql as
$$ begin raise exception 'going away' using errcode = '57P01'; end $$
""")
_WHEN_SENT = text("""
create trigger outage before update on notifications
   for each row when (new.status = 'sent') execute function refuse()
""")


async def _is_under_way(office: Office) -> bool:
    return (await office.row()).status == "sending"
