"""Who had which mail sent again; the log only grows."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import Executable

from backend_services.notifications.adapters.tables import AUDIT_LOG
from backend_services.shared.db.session import unit_of_work
from backend_services.shared.http.tokens import Role
from tests.service.notifications import happenings
from tests.service.notifications.mail_server import MailServer
from tests.service.notifications.office import Office

Bearer = Callable[..., dict[str, str]]
AUDIT = "/notifications/audit"


@pytest.fixture
def staff(bearer: Bearer) -> dict[str, str]:
    return bearer(2, role=Role.STAFF)


async def acts(client: httpx.AsyncClient, staff: dict[str, str], **query: Any) -> list[Any]:
    log = (await client.get(AUDIT, headers=staff, params=query)).json()
    return [
        (one["action"], one["subject"], one["changes"], one["actor_user_id"], one["actor_role"])
        for one in log["items"]
    ]


async def test_the_log_says_who_had_which_mail_sent_again(
    *,
    client: httpx.AsyncClient,
    office: Office,
    mail_server: MailServer,
    staff: dict[str, str],
    bearer: Bearer,
) -> None:
    mail_server.answers = ["250 OK", "554 no", "554 no"]
    for order_id in (1, 2, 3):
        await office.hear(happenings.order_created(order_id, user_id=7))
        await office.send_all()
    body = {"confirm": True}
    await client.post("/notifications/1/resend", headers=staff, json=body)
    await client.post("/notifications/retry/2", headers=staff)
    await client.post("/notifications/retry/3", headers=bearer(7))
    refused = await client.post("/notifications/retry/1", headers=staff)

    again = {"status": ["failed", "pending"]}
    assert refused.status_code == 400
    assert await acts(client, staff) == [
        ("mail.retried", "notification:3", again, 7, "customer"),
        ("mail.retried", "notification:2", again, 2, "staff"),
        ("mail.resent", "notification:1", {"copy": [None, 4]}, 2, "staff"),
    ]
    assert len(await acts(client, staff, subject="notification:2")) == 1
    assert len(await acts(client, staff, actor_user_id=2)) == 2


async def test_a_copy_that_one_key_asks_for_twice_is_noted_once(
    client: httpx.AsyncClient, office: Office, staff: dict[str, str]
) -> None:
    await office.hear(happenings.order_created(1))
    await office.send_all()

    for _ in range(2):
        headers = staff | {"Idempotency-Key": "k1"}
        await client.post("/notifications/1/resend", headers=headers, json={"confirm": True})

    assert len(await acts(client, staff)) == 1


@pytest.mark.parametrize(
    "crime",
    [update(AUDIT_LOG).values(action="x"), delete(AUDIT_LOG), text("truncate audit_log")],
    ids=["change", "delete", "empty"],
)
async def test_nobody_changes_what_was_done(
    *, client: httpx.AsyncClient, office: Office, staff: dict[str, str], crime: Executable
) -> None:
    await office.hear(happenings.order_created(1))
    await office.send_all()
    await client.post("/notifications/1/resend", headers=staff, json={"confirm": True})

    with pytest.raises(DBAPIError, match="append-only"):
        async with unit_of_work(office.sessions) as session:
            await session.execute(crime)

    assert len(await acts(client, staff)) == 1
