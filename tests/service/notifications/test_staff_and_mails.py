"""What staff sees of mails, and sends once more."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from prometheus_client import REGISTRY
from sqlalchemy import update

from backend_services.notifications.adapters.tables import Notification
from backend_services.notifications.settings import NotificationsSettings
from backend_services.notifications.use_cases.erase_dead_links import erase_dead_links
from backend_services.notifications.use_cases.show_mail_figures import show_mail_figures
from backend_services.shared.clock import FixedClock, SystemClock
from backend_services.shared.db.session import SessionMaker, reading, unit_of_work
from backend_services.shared.http.tokens import Role
from backend_services.shared.messaging.envelope import Envelope
from tests.service.notifications import happenings
from tests.service.notifications.mail_server import MailServer
from tests.service.notifications.office import Office

Bearer = Callable[..., dict[str, str]]
SECRET = "the-secret-of-the-link"
CONFIRMED = {"confirm": True}


@pytest.fixture
def staff(bearer: Bearer) -> dict[str, str]:
    return bearer(1, role=Role.STAFF)


async def resend(
    client: httpx.AsyncClient, who: dict[str, str], number: int = 1, *, key: str | None = None
) -> httpx.Response:
    headers = who | ({"Idempotency-Key": key} if key else {})
    return await client.post(f"/notifications/{number}/resend", headers=headers, json=CONFIRMED)


async def test_staff_sees_a_mail_as_it_was_sent(
    client: httpx.AsyncClient, office: Office, mail_server: MailServer, staff: dict[str, str]
) -> None:
    await office.hear(happenings.order_created(5, name="Ä <b>bold</b> teapot"))
    await office.send_all()

    answer = await client.get("/notifications/1/mail", headers=staff)

    assert answer.status_code == 200
    shown = answer.json()
    (mail,) = mail_server.received
    parts = {kind: mail.message.get_body((kind,)) for kind in ("html", "plain")}
    said = {kind: part.get_content().replace("\r\n", "\n") for kind, part in parts.items() if part}
    assert shown == {
        "subject": "Order #5 Confirmed",
        "from": "Vitrine <shop@vitrine.example>",
        "to": "user7@example.com",
        "html": said["html"],
        "text": said["plain"],
        "is_redacted": False,
        "request_id": "test-request",
        "headers": [{"name": name, "value": str(value)} for name, value in mail.message.items()],
        "delivery": {
            "attempts": 1,
            "attempts_allowed": 4,
            "next_attempt_at": None,
            "resent_by": None,
        },
    }
    assert "Ä &lt;b&gt;bold&lt;/b&gt; teapot" in shown["html"]


@pytest.mark.parametrize("carrier", [None, "Vitrine Post"])
async def test_a_shipped_mail_says_how_to_follow_the_parcel(
    *, client: httpx.AsyncClient, office: Office, staff: dict[str, str], carrier: str | None
) -> None:
    await office.hear(happenings.order_shipped(5, carrier=carrier))

    shown = (await client.get("/notifications/1/mail", headers=staff)).json()

    for kind in ("html", "text"):
        assert "VT42" in shown[kind]
        assert ("Carried by Vitrine Post" in shown[kind]) is (carrier is not None)


@pytest.mark.parametrize("is_over", [False, True])
@pytest.mark.parametrize(
    "happening",
    [happenings.registered, happenings.verification_requested, happenings.reset_requested],
)
async def test_of_a_mail_with_a_secret_all_but_the_secret_is_shown(
    *,
    client: httpx.AsyncClient,
    office: Office,
    staff: dict[str, str],
    mail_server: MailServer,
    happening: Callable[..., Envelope[Any]],
    is_over: bool,
) -> None:
    now = SystemClock().now()
    await office.hear(happening(token=SECRET, at=now))
    await office.send_all()
    (sent,) = mail_server.received
    if is_over:
        async with unit_of_work(office.sessions) as session:
            later = FixedClock(now + timedelta(hours=25))
            assert await erase_dead_links(session, clock=later) == 1

    answer = await client.get("/notifications/1/mail", headers=staff)

    assert answer.status_code == 200
    assert SECRET not in answer.text
    shown = answer.json()
    assert shown["is_redacted"] is True
    assert shown["from"] == "Vitrine <shop@vitrine.example>"
    assert [one["name"] for one in shown["headers"]] == list(sent.message.keys())
    for kind, field in (("html", "html"), ("plain", "text")):
        part = sent.message.get_body((kind,))
        assert part is not None
        said = part.get_content().replace("\r\n", "\n")
        assert f"token={SECRET}" in said
        assert shown[field] == said.replace(SECRET, "•••")


async def test_a_secret_that_is_not_found_keeps_the_whole_mail_back(
    client: httpx.AsyncClient, office: Office, staff: dict[str, str]
) -> None:
    await office.hear(happenings.reset_requested(token=SECRET, at=SystemClock().now()))
    async with unit_of_work(office.sessions) as session:
        odd = (await office.row()).message.replace(b"/reset-password", b"/somewhere")
        await session.execute(update(Notification).values(message=odd))

    answer = await client.get("/notifications/1/mail", headers=staff)

    assert SECRET not in answer.text
    assert "somewhere" not in answer.text
    assert answer.json()["text"].endswith("It is not shown.")


async def test_a_mail_of_which_nothing_was_kept_says_so(
    client: httpx.AsyncClient, office: Office, staff: dict[str, str]
) -> None:
    await office.hear(happenings.reset_requested(token=SECRET, at=SystemClock().now()))
    async with unit_of_work(office.sessions) as session:
        await session.execute(update(Notification).values(message=b""))

    shown = (await client.get("/notifications/1/mail", headers=staff)).json()

    assert (shown["from"], shown["headers"]) == ("", [])
    assert shown["text"].endswith("It is not shown.")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/notifications/1/mail"),
        ("POST", "/notifications/1/resend"),
        ("GET", "/notifications/templates"),
        ("GET", "/notifications/templates/welcome/preview"),
        ("GET", "/notifications/stats"),
        ("GET", "/notifications/audit"),
    ],
)
async def test_customers_are_kept_out_of_what_is_for_staff(
    *, client: httpx.AsyncClient, office: Office, bearer: Bearer, method: str, path: str
) -> None:
    await office.hear(happenings.order_created(5, user_id=7))
    await office.send_all()

    answer = await client.request(method, path, headers=bearer(7))

    assert answer.status_code == 403
    assert len(await office.rows()) == 1


async def test_every_template_can_be_looked_at_before(
    client: httpx.AsyncClient, staff: dict[str, str]
) -> None:
    listed = (await client.get("/notifications/templates", headers=staff)).json()["templates"]

    assert [one["name"] for one in listed] == [
        "welcome",
        "email_verification",
        "password_reset",
        "password_changed",
        "order_placed",
        "order_confirmed",
        "order_shipped",
        "order_delivered",
        "order_cancelled",
        "back_in_stock",
    ]
    for one in listed:
        path = f"/notifications/templates/{one['name']}/preview"
        preview = (await client.get(path, headers=staff)).json()
        assert set(preview) == {"subject", "html", "text"}
        assert preview["subject"] == one["subject"]
        assert preview["html"].startswith("<!doctype html>")
        assert "Vitrine" in preview["text"]
        if one["name"] == "order_shipped":
            for kind in ("html", "text"):
                assert "VT 0042 1977" in preview[kind]
                assert "Vitrine Post" in preview[kind]


async def test_an_unknown_template_is_not_found(
    client: httpx.AsyncClient, staff: dict[str, str]
) -> None:
    answer = await client.get("/notifications/templates/layout/preview", headers=staff)

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_template")


async def test_one_id_leads_from_the_request_to_the_mail(
    client: httpx.AsyncClient, office: Office, mail_server: MailServer, staff: dict[str, str]
) -> None:
    event = happenings.order_created(5)
    await office.hear(replace(event, headers={"request_id": "from-the-edge-1"}))
    await office.send_all()

    answer = await resend(client, staff | {"X-Request-ID": "from-the-desk-2"})
    await office.send_all()

    first = (await client.get("/notifications/1", headers=staff)).json()
    shown = (await client.get("/notifications/1/mail", headers=staff)).json()
    assert first["request_id"] == shown["request_id"] == "from-the-edge-1"
    assert answer.json()["request_id"] == "from-the-desk-2"
    assert [mail.message["X-Request-ID"] for mail in mail_server.received] == [
        "from-the-edge-1",
        "from-the-desk-2",
    ]
    assert mail_server.received[1].message.get_all("X-Request-ID") == ["from-the-desk-2"]


async def test_a_mail_sent_once_more_is_the_same_but_for_its_ids(
    client: httpx.AsyncClient, office: Office, mail_server: MailServer, staff: dict[str, str]
) -> None:
    await office.hear(happenings.order_created(5))
    await office.send_all()

    answer = await resend(client, staff)
    await office.send_all()

    assert answer.status_code == 201
    assert (answer.json()["id"], answer.json()["resend_of_id"]) == (2, 1)
    first, second = await office.rows()
    assert (second.status, second.resent_by, second.order_id) == ("sent", 1, 5)
    assert (first.resent_by, first.resend_of_id) == (None, None)
    assert [mail.content for mail in mail_server.received] == [first.message, second.message]
    assert first.message != second.message
    assert without_ids(first.message, first.event_id) == without_ids(
        second.message, second.event_id
    )


async def test_a_copy_sent_once_more_says_which_mail_came_first(
    client: httpx.AsyncClient, office: Office, staff: dict[str, str]
) -> None:
    await office.hear(happenings.order_created(5))
    await office.send_all()
    await resend(client, staff)
    await office.send_all()

    answer = await resend(client, staff, 2)

    assert (answer.json()["id"], answer.json()["resend_of_id"]) == (3, 1)


async def test_one_key_sends_one_copy_and_another_persons_key_another(
    *,
    client: httpx.AsyncClient,
    office: Office,
    mail_server: MailServer,
    staff: dict[str, str],
    bearer: Bearer,
) -> None:
    await office.hear(happenings.order_created(5))
    await office.send_all()

    answers = await asyncio.gather(*(resend(client, staff, key="k1") for _ in range(5)))
    other = await resend(client, bearer(2, role=Role.ADMIN), key="k1")
    await office.send_all()

    assert {(one.status_code, one.json()["id"]) for one in answers} == {
        (201, answers[0].json()["id"])
    }
    assert other.json()["id"] != answers[0].json()["id"]
    assert len(mail_server.received) == 3


@pytest.mark.parametrize("key", [{}, {"Idempotency-Key": "k1"}])
@pytest.mark.parametrize("body", [None, {}, {"confirm": False}, {"confirm": "yes please"}])
async def test_nothing_is_sent_once_more_without_a_confirmation(
    *,
    client: httpx.AsyncClient,
    office: Office,
    staff: dict[str, str],
    body: Any,
    key: dict[str, str],
) -> None:
    await office.hear(happenings.order_created(5))
    await office.send_all()

    answer = await client.post("/notifications/1/resend", headers=staff | key, json=body)

    assert answer.status_code == 422
    assert len(await office.rows()) == 1


async def test_only_what_was_sent_and_holds_no_secret_is_sent_once_more(
    client: httpx.AsyncClient, office: Office, mail_server: MailServer, staff: dict[str, str]
) -> None:
    mail_server.answers = ["554 no", "250 OK"]
    await office.hear(happenings.order_created(1))
    await office.hear(happenings.reset_requested(token=SECRET))
    await office.send_all()
    await office.hear(happenings.order_created(3))
    before = [row.model_dump() for row in await office.rows()]

    failed, secret, waiting, missing = [await resend(client, staff, n) for n in (1, 2, 3, 9)]

    for answer in (failed, waiting):
        assert (answer.status_code, answer.json()["code"]) == (409, "only_sent_can_be_resent")
    assert (secret.status_code, secret.json()["code"]) == (409, "mail_holds_secret")
    assert missing.status_code == 404
    assert [row.model_dump() for row in await office.rows()] == before


class TestFiguresOfADay:
    @pytest.fixture
    def office(self, settings: NotificationsSettings, sessions: SessionMaker) -> Office:
        """In the middle of a day, which does not end meanwhile."""
        return Office(settings, sessions=sessions, clock=FixedClock(happenings.AT))

    async def test_what_failed_what_waits_and_what_was_sent_today_is_counted(
        self,
        client: httpx.AsyncClient,
        office: Office,
        mail_server: MailServer,
        staff: dict[str, str],
    ) -> None:
        mail_server.answers = ["250 OK", "250 OK", "554 no"]
        for order_id in (1, 2, 3):
            await office.hear(happenings.order_created(order_id))
            await office.send_all()
        await office.hear(happenings.order_created(4))
        async with unit_of_work(office.sessions) as session:
            yesterday = await session.get_one(Notification, 1)
            assert yesterday.sent_at is not None
            yesterday.sent_at -= timedelta(days=1)

        answer = await client.get("/notifications/stats", headers=staff)

        assert answer.json() == {"failed": 1, "pending": 1, "sent_today": 1}
        async with reading(office.sessions) as session:
            await show_mail_figures(session, clock=office.clock)
        figures = (REGISTRY.get_sample_value(name) for name in ("mails_failed", "mails_pending"))
        assert list(figures) == [1, 1]


async def ids(client: httpx.AsyncClient, who: dict[str, str], **query: Any) -> list[int]:
    answer = await client.get("/notifications", headers=who, params=query)
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["notifications"]]


async def test_staff_finds_mails_by_kind_person_part_of_the_address_and_time(
    client: httpx.AsyncClient, office: Office, staff: dict[str, str], bearer: Bearer
) -> None:
    await office.hear(happenings.registered(7, email="Ana_B@example.com"))
    await office.hear(happenings.order_created(5, user_id=7))
    await office.hear(happenings.order_created(6, user_id=8, email="anaxb@example.com"))
    moment = (await office.rows())[1].created_at.isoformat()

    assert await ids(client, staff, type="welcome") == [1]
    assert await ids(client, staff, type="", user_id=0, created_to="") == [3, 2, 1]
    assert await ids(client, staff, user_id=7) == [2, 1]
    assert await ids(client, staff, recipient="ana_b@") == [1]  # no wildcard, in any case
    assert await ids(client, staff, recipient="EXAMPLE.com") == [3, 2, 1]
    assert await ids(client, staff, recipient="%") == []
    assert await ids(client, staff, created_from=moment) == [3, 2]
    assert await ids(client, staff, created_to=moment) == [1]
    assert await ids(client, bearer(7), user_id=8) == []


async def test_a_page_after_a_cursor_is_complete_whatever_was_mailed_meanwhile(
    client: httpx.AsyncClient, office: Office, staff: dict[str, str]
) -> None:
    for order_id in range(1, 6):
        await office.hear(happenings.order_created(order_id))
    query = {"page_size": 2, "type": "order_confirmation"}
    first = (await client.get("/notifications", headers=staff, params=query)).json()
    await office.hear(happenings.order_created(6))

    query |= {"cursor": first["next_cursor"]}
    second = (await client.get("/notifications", headers=staff, params=query)).json()

    assert [row["id"] for row in first["notifications"]] == [5, 4]
    assert [row["id"] for row in second["notifications"]] == [3, 2]
    assert (first["total"], second["total"]) == (5, 6)
    assert await ids(client, staff, page_size=2, cursor=second["next_cursor"]) == [1]
    last = await client.get("/notifications", headers=staff, params={"page_size": 1, "cursor": 2})
    assert last.json()["next_cursor"] is None


async def test_a_mail_that_waits_for_its_next_attempt_says_when(
    client: httpx.AsyncClient, office: Office, mail_server: MailServer, staff: dict[str, str]
) -> None:
    mail_server.answers = ["451 later"]
    await office.hear(happenings.order_created(5))
    await office.sender().run_once()
    row = await office.row()

    shown = (await client.get("/notifications/1/mail", headers=staff)).json()

    assert shown["delivery"]["attempts"] == 1
    said = datetime.fromisoformat(shown["delivery"]["next_attempt_at"])
    assert said == row.next_attempt_at


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"cursor": 2**31}, "cursor"),
        ({"cursor": "after-5"}, "cursor"),
        ({"type": "spam"}, "type"),
        ({"user_id": 2**31}, "user_id"),
        ({"created_from": "2026-11-23T09:30:00"}, "created_from"),
        ({"created_to": "9999-12-31T23:59:59-14:00"}, "created_to"),
        ({"created_from": "soon"}, "created_from"),
    ],
)
async def test_a_bad_staff_filter_is_named(
    *, client: httpx.AsyncClient, staff: dict[str, str], query: dict[str, Any], field: str
) -> None:
    answer = await client.get("/notifications", headers=staff, params=query)

    assert answer.status_code == 422
    assert [item["loc"] for item in answer.json()["detail"]] == [["query", field]]


def without_ids(message: bytes, event_id: UUID) -> bytes:
    header = f"Message-ID: <{event_id}@vitrine.example>".encode()
    assert message.count(header) == 1
    return re.sub(rb"X-Request-ID: [^\r\n]+\r\n", b"", message.replace(header, b""))
