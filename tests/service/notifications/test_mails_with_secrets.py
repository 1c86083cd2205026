"""Mails whose link proves its reader: who gets them, who never sees them, when they are erased."""

from collections.abc import Callable
from datetime import datetime, timedelta

import httpx
import pytest
from sqlalchemy import update

from backend_services.notifications.adapters.mail_reading import read_mail
from backend_services.notifications.adapters.tables import Notification
from backend_services.notifications.settings import NotificationsSettings
from backend_services.notifications.use_cases.erase_dead_links import erase_dead_links
from backend_services.notifications.use_cases.mark_mail_unsent import LINK_IS_OVER
from backend_services.shared.clock import FixedClock, SystemClock
from backend_services.shared.db.session import unit_of_work
from backend_services.shared.http.tokens import Role
from tests.service.notifications import happenings
from tests.service.notifications.mail_server import MailServer
from tests.service.notifications.office import Office

Bearer = Callable[..., dict[str, str]]
SECRET = "the-secret-of-the-link"
HOUR = timedelta(hours=1)


def now() -> datetime:
    return SystemClock().now()


async def erase(office: Office, *, at: datetime) -> int:
    async with unit_of_work(office.sessions) as session:
        return await erase_dead_links(session, clock=FixedClock(at))


async def test_each_event_about_an_account_is_one_mail_with_its_link(
    office: Office, mail_server: MailServer
) -> None:
    await office.hear(happenings.registered(token="first"))
    await office.hear(happenings.verification_requested(token="second", email="new@example.com"))
    await office.hear(happenings.reset_requested(token="third"))
    await office.hear(happenings.password_changed())
    await office.send_all()

    said = [
        (mail.recipients[0], mail.message["Subject"], text.get_content())
        for mail in mail_server.received
        if (text := mail.message.get_body(("plain",))) is not None
    ]
    assert [(to, subject) for to, subject, _ in said] == [
        ("user7@example.com", "Welcome to Vitrine"),
        ("new@example.com", "Confirm your e-mail address"),
        ("user7@example.com", "Choose a new password"),
        ("user7@example.com", "Your password was changed"),
    ]
    shop = "https://vitrine.example"
    for (_, _, text), link in zip(
        said,
        (
            "/verify-email?token=first",
            "/verify-email?token=second",
            "/reset-password?token=third",
            "/forgot-password",
        ),
        strict=True,
    ):
        assert f"{shop}{link}\n" in text.replace("\r", "")
    assert [row.is_confidential for row in await office.rows()] == [True, True, True, False]


async def test_a_welcome_without_a_link_is_no_secret(office: Office) -> None:
    await office.hear(happenings.registered())

    row = await office.row()

    assert (row.is_confidential, row.link_expires_at) == (False, None)


async def test_the_secret_is_shown_to_nobody_through_the_api(
    client: httpx.AsyncClient, office: Office, bearer: Bearer
) -> None:
    await office.hear(happenings.reset_requested(token=SECRET))

    for who in (bearer(7), bearer(1, role=Role.STAFF)):
        for path in ("/notifications", "/notifications/1"):
            answer = await client.get(path, headers=who)
            assert answer.status_code == 200
            assert SECRET not in answer.text


async def test_a_sent_secret_is_erased_once_its_link_is_over_and_not_before(
    office: Office, mail_server: MailServer
) -> None:
    start = now()
    await office.hear(happenings.reset_requested(token=SECRET, at=start))
    await office.hear(happenings.order_created())
    await office.send_all()
    before = await office.rows()

    assert await erase(office, at=start + HOUR - timedelta(seconds=1)) == 0
    assert [row.message for row in await office.rows()] == [row.message for row in before]

    assert await erase(office, at=start + HOUR) == 1
    secret, order = await office.rows()
    assert secret.message_erased_at == start + HOUR
    assert SECRET.encode() not in secret.message.replace(b"=\r\n", b"")
    assert read_mail(secret.message).text == read_mail(before[0].message).text.replace(
        SECRET, "•••"
    )
    assert (secret.status, secret.sent_at) == ("sent", before[0].sent_at)
    assert order.message == before[1].message
    assert await erase(office, at=start + 2 * HOUR) == 0
    assert len(mail_server.received) == 2


async def test_what_cannot_be_told_from_a_secret_is_erased_whole(office: Office) -> None:
    await office.hear(happenings.reset_requested(token=SECRET, at=now() - HOUR))
    await office.send_all()
    async with unit_of_work(office.sessions) as session:
        odd = (await office.row()).message.replace(b"/reset-password", b"/somewhere")
        await session.execute(update(Notification).values(message=odd))

    assert await erase(office, at=now()) == 1

    assert (await office.row()).message == b""


class TestNextAttempts:
    @pytest.fixture
    def settings(self, settings: NotificationsSettings) -> NotificationsSettings:
        return settings.model_copy(update={"mail_first_pause": HOUR / 2})

    async def test_a_mail_is_not_tried_again_when_its_link_would_be_over(
        self, office: Office, mail_server: MailServer
    ) -> None:
        mail_server.answers = ["451 later"]
        await office.hear(happenings.reset_requested(token=SECRET, at=now() - HOUR / 2))

        await office.send_all()

        row = await office.row()
        assert (row.status, row.attempts) == ("failed", 1)
        assert row.error_message is not None
        assert "451" in row.error_message
        assert row.error_message.endswith(LINK_IS_OVER)

    async def test_a_mail_is_tried_again_while_its_link_lives(
        self, office: Office, mail_server: MailServer
    ) -> None:
        mail_server.answers = ["451 later"]
        await office.hear(happenings.reset_requested(token=SECRET, at=now()))

        await office.send_all()

        assert await office.statuses() == ["pending"]


async def test_a_mail_whose_link_was_over_while_it_waited_is_not_sent(
    office: Office, mail_server: MailServer
) -> None:
    await office.hear(happenings.reset_requested(token=SECRET, at=now() - HOUR))

    await office.send_all()

    row = await office.row()
    assert (row.status, row.error_message) == ("failed", LINK_IS_OVER)
    assert mail_server.received == []


async def test_a_mail_that_still_waits_is_not_erased(office: Office) -> None:
    await office.hear(happenings.reset_requested(token=SECRET, at=now() - 2 * HOUR))

    assert await erase(office, at=now()) == 0

    assert (await office.row()).message != b""


async def test_a_failed_mail_with_a_live_link_can_be_sent_again(
    client: httpx.AsyncClient, office: Office, mail_server: MailServer, bearer: Bearer
) -> None:
    mail_server.answers = ["554 no"]
    await office.hear(happenings.reset_requested(token=SECRET, at=now()))
    await office.send_all()
    staff = bearer(1, role=Role.STAFF)
    assert "•••" in (await client.get("/notifications/1/mail", headers=staff)).json()["text"]

    answer = await client.post("/notifications/retry/1", headers=staff)
    await office.send_all()

    assert answer.status_code == 200
    (sent,) = mail_server.received
    text = sent.message.get_body(("plain",))
    assert text is not None
    assert f"token={SECRET}" in text.get_content()


async def test_a_failed_mail_whose_link_is_over_is_not_sent_again(
    client: httpx.AsyncClient, office: Office, mail_server: MailServer, bearer: Bearer
) -> None:
    mail_server.answers = ["554 no"]
    await office.hear(happenings.reset_requested(token=SECRET, at=now() - HOUR))
    await office.send_all()
    before = (await office.row()).model_dump()

    answer = await client.post("/notifications/retry/1", headers=bearer(1, role=Role.STAFF))
    await office.send_all()

    assert answer.status_code == 409
    assert answer.json()["code"] == "mailed_link_is_over"
    assert (await office.row()).model_dump() == before
    assert mail_server.received == []
