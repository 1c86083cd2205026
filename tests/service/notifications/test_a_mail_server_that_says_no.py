import asyncio
from datetime import timedelta

import pytest

from backend_services.notifications.adapters.smtp import MailNotSent, SmtpMailer
from backend_services.notifications.settings import NotificationsSettings
from backend_services.shared.clock import FixedClock, SystemClock
from backend_services.shared.db.session import SessionMaker
from tests.service.notifications import happenings
from tests.service.notifications.mail_server import MailServer
from tests.service.notifications.office import Office, eventually


async def test_a_mail_waits_for_a_server_that_is_down_and_arrives_once(
    settings: NotificationsSettings, sessions: SessionMaker, mail_server: MailServer
) -> None:
    patient = settings.model_copy(update={"mail_attempts": 100})
    office = Office(patient, sessions=sessions, clock=SystemClock())
    mail_server.stop()

    async with office.open(senders=2):
        await office.hear(happenings.order_created())
        await eventually(lambda: _was_tried(office))
        mail_server.start()
        await eventually(lambda: _is(office, "sent"), within=60)

    assert len(mail_server.received) == 1
    assert (await office.row()).error_message is None


async def test_the_pauses_between_attempts_are_kept(
    settings: NotificationsSettings, sessions: SessionMaker, mail_server: MailServer
) -> None:
    clock = FixedClock(happenings.AT)
    patient = settings.model_copy(update={"mail_first_pause": timedelta(seconds=5)})
    office = Office(patient, sessions=sessions, clock=clock)
    mail_server.answers = ["451 4.3.0 later"] * 2
    await office.hear(happenings.order_created())

    assert await office.send_all() == 1
    clock.advance(timedelta(seconds=4.9))
    assert await office.send_all() == 0
    clock.advance(timedelta(seconds=0.1))
    assert await office.send_all() == 1
    clock.advance(timedelta(seconds=19.9))
    assert await office.send_all() == 0
    row = await office.row()
    assert (row.status, row.attempts) == ("pending", 2)
    assert row.error_message == "The mail server refused the mail: 451 4.3.0 later"

    clock.advance(timedelta(seconds=0.1))
    assert await office.send_all() == 1
    assert await _is(office, "sent")
    assert len(mail_server.received) == 1


async def test_after_the_last_attempt_a_mail_has_failed_with_the_reason(
    office: Office, mail_server: MailServer
) -> None:
    mail_server.stop()

    async with office.open():
        await office.hear(happenings.order_created())
        await eventually(lambda: _is(office, "failed"))

    row = await office.row()
    assert row.attempts == 4
    assert row.error_message == "The mail server could not be reached (SMTPConnectError)"


async def test_a_final_no_is_not_asked_for_again(office: Office, mail_server: MailServer) -> None:
    mail_server.recipient_answer = "550 5.1.1 <user7@example.com>: no such person"
    await office.hear(happenings.order_created())

    assert await office.send_all() == 1

    row = await office.row()
    assert (row.status, row.attempts) == ("failed", 1)
    assert row.error_message == (
        "The mail server refused the mail: 550 5.1.1 <the address>: no such person"
    )


async def test_one_refused_mail_does_not_hold_up_the_others(
    office: Office, mail_server: MailServer
) -> None:
    mail_server.answers = ["554 5.7.1 not this one"]
    await office.hear(happenings.order_created(1, user_id=1))
    await office.hear(happenings.order_created(2, user_id=2))
    await office.send_all()

    assert await office.statuses() == ["failed", "sent"]
    assert mail_server.recipients == ["user2@example.com"]


async def test_a_postponed_mail_lets_later_ones_of_its_order_pass(
    settings: NotificationsSettings, sessions: SessionMaker, mail_server: MailServer
) -> None:
    office = Office(settings, sessions=sessions, clock=FixedClock(happenings.AT))
    mail_server.answers = ["451 later"]
    await office.hear(happenings.order_created())
    await office.hear(happenings.order_confirmed())

    await office.send_all()

    assert await office.statuses() == ["pending", "sent"]


async def test_mails_that_wait_together_share_one_connection(
    office: Office, mail_server: MailServer
) -> None:
    for order_id in range(1, 6):
        await office.hear(happenings.order_created(order_id))

    await office.send_all()

    assert len(mail_server.received) == 5
    assert len(mail_server.peers) == 1


async def test_a_server_that_hung_up_meanwhile_costs_no_attempt(
    settings: NotificationsSettings, mail_server: MailServer
) -> None:
    mailer = SmtpMailer(settings)
    await mailer.send(b"Subject: one\r\n\r\none\r\n", to="ana@example.com")
    mail_server.stop()
    mail_server.start()

    await mailer.send(b"Subject: two\r\n\r\ntwo\r\n", to="ana@example.com")
    await mailer.rest()

    assert [mail.message["Subject"] for mail in mail_server.received] == ["one", "two"]


async def test_a_server_that_does_not_answer_is_left_in_time(
    settings: NotificationsSettings, mail_server: MailServer
) -> None:
    mailer = SmtpMailer(settings.model_copy(update={"smtp_answer_timeout": 0.1}))
    mail_server.holds_answer = True

    with pytest.raises(MailNotSent, match="did not answer in time") as failure:
        await asyncio.wait_for(mailer.send(b"Subject: x\r\n\r\n", to="a@example.com"), timeout=30)

    assert not failure.value.is_permanent
    mail_server.holds_answer = False


async def test_an_address_in_another_script_goes_to_a_server_that_takes_it(
    office: Office, mail_server: MailServer
) -> None:
    await office.hear(happenings.order_created(email="jörg@example.com"))
    await office.send_all()

    assert await office.statuses() == ["sent"]
    assert mail_server.recipients == ["jörg@example.com"]


async def _is(office: Office, status: str) -> bool:
    return (await office.row()).status == status


async def _was_tried(office: Office) -> bool:
    return (await office.row()).attempts > 0
