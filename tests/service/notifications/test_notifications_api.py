import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from backend_services.shared.http.tokens import Role
from tests.service.notifications import happenings
from tests.service.notifications.mail_server import MailServer
from tests.service.notifications.office import Office, eventually

Bearer = Callable[..., dict[str, str]]


@pytest.fixture
def ana(bearer: Bearer) -> dict[str, str]:
    return bearer(7)


@pytest.fixture
def staff(bearer: Bearer) -> dict[str, str]:
    return bearer(1, role=Role.STAFF)


async def ids(client: httpx.AsyncClient, who: dict[str, str], **query: Any) -> list[int]:
    answer = await client.get("/notifications", headers=who, params=query)
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["notifications"]]


async def test_a_notification_looks_as_in_the_reference(
    client: httpx.AsyncClient, office: Office, ana: dict[str, str]
) -> None:
    await office.hear(happenings.order_created(5, user_id=7))
    row = await office.row()

    answer = await client.get("/notifications/1", headers=ana)

    assert answer.status_code == 200
    assert answer.json() == {
        "id": 1,
        "type": "order_confirmation",
        "recipient_email": "user7@example.com",
        "subject": "Order #5 Confirmed",
        "order_id": 5,
        "user_id": 7,
        "status": "pending",
        "error_message": None,
        "created_at": row.created_at.isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "sent_at": None,
        "resend_of_id": None,
        "request_id": "test-request",
    }


async def test_customers_see_their_own_and_staff_sees_all(
    client: httpx.AsyncClient, office: Office, ana: dict[str, str], staff: dict[str, str]
) -> None:
    await office.hear(happenings.order_created(5, user_id=7))
    await office.hear(happenings.order_created(6, user_id=8))

    assert await ids(client, ana) == [1]
    assert await ids(client, staff) == [2, 1]
    assert await ids(client, ana, recipient="user8@example.com") == []
    foreign = await client.get("/notifications/2", headers=ana)
    assert foreign.status_code == 404
    assert foreign.json()["detail"] == "Notification not found"
    assert (await client.get("/notifications/2", headers=staff)).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/notifications"),
        ("GET", "/notifications/1"),
        ("POST", "/notifications/retry/1"),
    ],
)
async def test_nobody_sees_anything_without_a_token(
    *, client: httpx.AsyncClient, office: Office, method: str, path: str
) -> None:
    await office.hear(happenings.order_created())

    answer = await client.request(method, path)

    assert answer.status_code == 401
    assert "user7" not in answer.text


async def test_staff_filters_and_pages(
    client: httpx.AsyncClient, office: Office, staff: dict[str, str], mail_server: MailServer
) -> None:
    mail_server.answers = ["250 OK", "554 no"]
    for order_id in (1, 2, 3):
        await office.hear(happenings.order_created(order_id, user_id=order_id))
        if order_id < 3:
            await office.send_all()

    assert await ids(client, staff, status="sent") == [1]
    assert await ids(client, staff, status="failed") == [2]
    assert await ids(client, staff, status="pending") == [3]
    assert await ids(client, staff, recipient="user2@example.com") == [2]
    assert await ids(client, staff, order_id=3) == [3]
    assert await ids(client, staff, order_id=0, recipient="", status="") == [3, 2, 1]
    assert await ids(client, staff, page=1, page_size=2) == [3, 2]
    assert await ids(client, staff, page=2, page_size=2) == [1]
    assert await ids(client, staff, page=2**31 - 1, page_size=100) == []
    answer = await client.get("/notifications", headers=staff, params={"page_size": 1})
    assert answer.json()["total"] == 3


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"page": 0}, "page"),
        ({"page": 2**31}, "page"),
        ({"page_size": 101}, "page_size"),
        ({"status": "lost"}, "status"),
        ({"order_id": -1}, "order_id"),
        ({"order_id": 2**31}, "order_id"),
        ({"order_id": "x"}, "order_id"),
        ({"recipient": "a\x00b"}, "recipient"),
        ({"recipient": "a" * 300}, "recipient"),
    ],
)
async def test_a_bad_filter_is_named(
    *, client: httpx.AsyncClient, staff: dict[str, str], query: dict[str, Any], field: str
) -> None:
    answer = await client.get("/notifications", headers=staff, params=query)

    assert answer.status_code == 422
    assert [item["loc"] for item in answer.json()["detail"]] == [["query", field]]


@pytest.mark.parametrize("notification_id", [0, -1, 2**31, "x"])
async def test_an_impossible_id_is_refused(
    client: httpx.AsyncClient, staff: dict[str, str], notification_id: object
) -> None:
    for answer in (
        await client.get(f"/notifications/{notification_id}", headers=staff),
        await client.post(f"/notifications/retry/{notification_id}", headers=staff),
    ):
        assert answer.status_code == 422


async def test_a_retried_mail_is_byte_for_byte_what_was_rendered_first(
    *,
    client: httpx.AsyncClient,
    office: Office,
    mail_server: MailServer,
    ana: dict[str, str],
) -> None:
    mail_server.answers = ["554 no"]
    await office.hear(happenings.order_created())
    await office.send_all()
    rendered = (await office.row()).message

    answer = await client.post("/notifications/retry/1", headers=ana)
    await office.send_all()

    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["error_message"]) == ("pending", None)
    (mail,) = mail_server.received
    # SMTP itself ends every message with a line end.
    assert mail.content == rendered
    assert await office.statuses() == ["sent"]


async def test_of_ten_parallel_retries_one_is_told_yes_and_one_mail_goes_out(
    *,
    client: httpx.AsyncClient,
    office: Office,
    mail_server: MailServer,
    staff: dict[str, str],
) -> None:
    mail_server.answers = ["554 no"]
    await office.hear(happenings.order_created())
    await office.send_all()

    async with office.open(senders=4):
        answers = await asyncio.gather(
            *(client.post("/notifications/retry/1", headers=staff) for _ in range(10))
        )
        await eventually(lambda: _sent(office))

    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 9
    assert len(mail_server.received) == 1


async def test_a_retried_mail_gets_all_its_attempts_again(
    *,
    client: httpx.AsyncClient,
    office: Office,
    mail_server: MailServer,
    staff: dict[str, str],
) -> None:
    mail_server.answers = ["554 no", "451 later", "451 later", "451 later"]
    await office.hear(happenings.order_created())
    await office.send_all()

    async with office.open():
        await client.post("/notifications/retry/1", headers=staff)
        await eventually(lambda: _sent(office))

    assert (await office.row()).attempts == 5


async def test_only_a_failed_one_can_be_retried(
    *,
    client: httpx.AsyncClient,
    office: Office,
    mail_server: MailServer,
    ana: dict[str, str],
    bearer: Bearer,
) -> None:
    await office.hear(happenings.order_created())
    waiting = await client.post("/notifications/retry/1", headers=ana)
    await office.send_all()
    sent = await client.post("/notifications/retry/1", headers=ana)
    foreign = await client.post("/notifications/retry/1", headers=bearer(8))
    missing = await client.post("/notifications/retry/9", headers=ana)

    for answer in (waiting, sent):
        assert answer.status_code == 400
        assert answer.json()["detail"] == "Only failed notifications can be retried"
    for answer in (foreign, missing):
        assert answer.status_code == 404
        assert answer.json()["detail"] == "Notification not found"
    assert len(mail_server.received) == 1


async def _sent(office: Office) -> bool:
    return await office.statuses() == ["sent"]
