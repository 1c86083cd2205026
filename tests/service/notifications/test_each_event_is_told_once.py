import asyncio

from tests.service.notifications import happenings
from tests.service.notifications.mail_server import MailServer
from tests.service.notifications.office import Office, eventually


async def test_an_order_brings_one_mail_with_its_lines(
    office: Office, mail_server: MailServer
) -> None:
    await office.hear(happenings.order_created(5, user_id=7))
    await office.send_all()

    (mail,) = mail_server.received
    assert mail.recipients == ("user7@example.com",)
    assert mail.message["Subject"] == "Order #5 Confirmed"
    text = mail.message.get_body(("plain",))
    assert text is not None
    assert "2 x Stoneware teapot" in text.get_content()
    row = await office.row()
    assert row.status == "sent"
    assert row.sent_at is not None
    assert row.request_id == "test-request"


async def test_every_step_of_an_order_reaches_its_owner(
    office: Office, mail_server: MailServer
) -> None:
    await office.hear(happenings.registered())
    await office.hear(happenings.order_created())
    await office.hear(happenings.order_confirmed())
    await office.hear(happenings.order_shipped())
    await office.hear(happenings.order_cancelled(6))
    await office.send_all()

    assert [mail.message["Subject"] for mail in mail_server.received] == [
        "Welcome to Vitrine",
        "Order #5 Confirmed",
        "Order #5 Status: Confirmed",
        "Order #5 Status: Shipped",
        "Order #6 Status: Cancelled",
    ]
    assert set(mail_server.recipients) == {"user7@example.com"}


async def test_an_event_delivered_twenty_times_at_once_is_one_row_and_one_mail(
    office: Office, mail_server: MailServer
) -> None:
    event = happenings.order_created()

    async with office.open(senders=4):
        await asyncio.gather(*(office.hear(event) for _ in range(20)))
        await eventually(lambda: _all_sent(office))

    assert len(await office.rows()) == 1
    assert len(mail_server.received) == 1


async def test_an_event_that_comes_again_after_its_mail_changes_nothing(
    office: Office, mail_server: MailServer
) -> None:
    event = happenings.order_created()
    await office.hear(event)
    await office.send_all()
    before = (await office.row()).model_dump()

    await office.hear(event)
    await office.send_all()

    assert (await office.row()).model_dump() == before
    assert len(mail_server.received) == 1


async def test_an_event_that_comes_through_another_queue_changes_nothing(
    office: Office, mail_server: MailServer
) -> None:
    event = happenings.order_created()
    await office.hear(event)
    await office.hear(event, queue="notifications-orders-replayed.fifo")
    await office.send_all()

    assert await office.statuses() == ["sent"]
    assert len(mail_server.received) == 1


async def test_many_senders_share_the_work_and_send_nothing_twice(
    office: Office, mail_server: MailServer
) -> None:
    for order_id in range(1, 41):
        await office.hear(happenings.order_created(order_id, user_id=order_id))

    async with office.open(senders=6):
        await eventually(lambda: _all_sent(office))

    assert sorted(mail_server.recipients) == sorted(
        happenings.email_of(user_id) for user_id in range(1, 41)
    )


async def test_mails_of_one_order_keep_their_order_among_many_senders(
    office: Office, mail_server: MailServer
) -> None:
    for order_id in range(1, 6):
        await office.hear(happenings.order_created(order_id))
        await office.hear(happenings.order_confirmed(order_id))
        await office.hear(happenings.order_shipped(order_id))

    async with office.open(senders=6):
        await eventually(lambda: _all_sent(office))

    for order_id in range(1, 6):
        subjects = [str(mail.message["Subject"]) for mail in mail_server.received]
        assert [subject for subject in subjects if f"#{order_id} " in subject] == [
            f"Order #{order_id} Confirmed",
            f"Order #{order_id} Status: Confirmed",
            f"Order #{order_id} Status: Shipped",
        ]


async def test_without_a_usable_address_the_notification_is_kept_as_failed(
    office: Office, mail_server: MailServer
) -> None:
    await office.hear(happenings.order_created(email=""))
    await office.hear(happenings.registered(email="a@b.c\r\nBcc: all@example.com\x00"))
    await office.send_all()

    rows = await office.rows()
    assert [row.status for row in rows] == ["failed", "failed"]
    assert {row.error_message for row in rows} == {"The mail address is not usable"}
    assert mail_server.received == []


async def _all_sent(office: Office) -> bool:
    return set(await office.statuses()) == {"sent"}
