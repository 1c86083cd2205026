"""What makes mail go elsewhere, or nowhere, is told to the services that write mails."""

import httpx
from sqlalchemy import text

from backend_services.shared.db.session import SessionMaker
from tests.service.users.mailbox import mailed, verification_link
from tests.service.users.people import Person

CHANGED = "user.account_changed"


async def test_a_new_address_is_told_once_it_is_proven(
    client: httpx.AsyncClient, ann: Person, sessions: SessionMaker
) -> None:
    token = (await ann.log_in())["access_token"]
    body = {"email": "new@example.com", "current_password": ann.password}
    await ann.call("PATCH", "/me", token=token, body=body)
    assert await mailed(sessions, type=CHANGED) == []

    link = {"token": await verification_link(sessions)}
    assert (await client.post("/api/v1/users/verify-email", json=link)).status_code == 200

    assert await mailed(sessions, type=CHANGED) == [
        {"user_id": 1, "email": "new@example.com", "is_active": True}
    ]


async def test_a_closed_account_is_told_with_an_address_that_nobody_has(
    ann: Person, sessions: SessionMaker
) -> None:
    token = (await ann.log_in())["access_token"]

    await ann.call("DELETE", "/me", token=token, body={"current_password": ann.password})

    assert await mailed(sessions, type=CHANGED) == [
        {"user_id": 1, "email": "closed-1@account.invalid", "is_active": False}
    ]


async def test_switching_off_and_on_is_told_and_a_role_is_not(
    client: httpx.AsyncClient, ann: Person, sessions: SessionMaker
) -> None:
    admin = Person(client, "ada@example.com", "ada", password="ada's long secret")
    assert (await admin.register()).status_code == 201
    async with sessions.begin() as session:
        await session.execute(text("update users set role = 'admin' where username = 'ada'"))
    token = (await admin.log_in())["access_token"]

    for body in ({"role": "staff"}, {"is_active": False}, {"is_active": True}):
        assert (await admin.call("PATCH", "/1", token=token, body=body)).status_code == 200

    told = await mailed(sessions, type=CHANGED)
    assert [one["is_active"] for one in told] == [False, True]
    assert {one["email"] for one in told} == {ann.email}
    async with sessions() as session:
        order = "select sequence from outbox where type = :type order by position"
        sequences = (await session.scalars(text(order), {"type": CHANGED})).all()
    assert sequences == sorted(set(sequences))
