import asyncio
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select, text

from backend_services.shared.clock import FixedClock, SystemClock
from backend_services.shared.db.session import SessionMaker, unit_of_work
from backend_services.users.adapters.tables import PasswordResetRequest
from backend_services.users.use_cases.mail_password_reset import mail_password_reset
from tests.service.users.mailbox import mailed, reset_links
from tests.service.users.people import Person

NEW = "ann's other secret"


async def ask(client: httpx.AsyncClient, email: str) -> httpx.Response:
    return await client.post("/api/v1/users/password-reset", json={"email": email})


async def confirm(
    client: httpx.AsyncClient, link: str, *, new_password: str = NEW
) -> httpx.Response:
    return await client.post(
        "/api/v1/users/password-reset/confirm",
        json={"token": link, "new_password": new_password},
    )


async def answered(app: FastAPI, sessions: SessionMaker) -> None:
    """Until every wish was looked at, by the service's own task or by this one."""
    parts = app.state.parts
    while True:
        async with unit_of_work(sessions) as session:
            if not await mail_password_reset(
                session, rules=parts.rules, clock=parts.clock, new_id=parts.new_id
            ):
                waiting = select(PasswordResetRequest).where(
                    PasswordResetRequest.__table__.c.handled_at.is_(None)  # pyright: ignore[reportAttributeAccessIssue,reportUnknownArgumentType,reportUnknownMemberType] - SQLModel hides the table
                )
                if (await session.execute(waiting)).first() is None:
                    return


async def link_for(app: FastAPI, client: httpx.AsyncClient, sessions: SessionMaker) -> str:
    assert (await ask(client, "ann@example.com")).status_code == 202
    await answered(app, sessions)
    return (await reset_links(sessions))[-1]


async def test_the_mailed_link_sets_a_new_password_and_ends_every_sign_in(
    app: FastAPI, client: httpx.AsyncClient, ann: Person, sessions: SessionMaker
) -> None:
    before = await ann.log_in()
    link = await link_for(app, client, sessions)

    answer = await confirm(client, link)

    assert answer.status_code == 204
    assert (await ann.refresh(before["refresh_token"])).status_code == 401
    old = {"email": ann.email, "password": ann.password}
    assert (await client.post("/api/v1/users/login", json=old)).status_code == 401
    token = (await replace(ann, password=NEW).log_in())["access_token"]
    assert (await ann.me(token)).json()["email_verified"] is True
    (told,) = await mailed(sessions, type="user.password_changed")
    assert told == {"user_id": 1, "email": ann.email, "username": ann.username}


async def test_a_known_and_an_unknown_address_get_the_same_answer(
    app: FastAPI, client: httpx.AsyncClient, ann: Person, sessions: SessionMaker
) -> None:
    known = await ask(client, ann.email)
    unknown = await ask(client, "nobody@example.com")

    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    assert known.status_code == 202
    await answered(app, sessions)
    assert [
        mail["email"] for mail in await mailed(sessions, type="user.password_reset_requested")
    ] == [ann.email]


@pytest.mark.usefixtures("ann")
async def test_a_link_works_once_even_when_it_is_used_five_times_at_once(
    app: FastAPI, client: httpx.AsyncClient, sessions: SessionMaker
) -> None:
    link = await link_for(app, client, sessions)

    answers = await asyncio.gather(
        *(confirm(client, link, new_password=f"secret number {n}") for n in range(5))
    )

    assert sorted(answer.status_code for answer in answers) == [204] + [400] * 4
    assert len(await mailed(sessions, type="user.password_changed")) == 1


@pytest.mark.parametrize("new_password", ["short", "password", "ann@example.com", "x" * 73])
async def test_a_password_that_is_refused_leaves_the_link_good(
    app: FastAPI,
    client: httpx.AsyncClient,
    ann: Person,
    sessions: SessionMaker,
    new_password: str,
) -> None:
    link = await link_for(app, client, sessions)

    answer = await confirm(client, link, new_password=new_password)

    assert answer.status_code == 422
    assert "new_password" in answer.text
    assert new_password not in answer.text.replace("new_password", "")
    await ann.log_in()
    assert (await confirm(client, link)).status_code == 204


async def test_a_link_ends_after_an_hour(
    app: FastAPI, client: httpx.AsyncClient, ann: Person, sessions: SessionMaker
) -> None:
    link = await link_for(app, client, sessions)
    late = FixedClock(SystemClock().now() + timedelta(hours=1, seconds=1))
    parts = app.state.parts
    app.state.parts = replace(parts, check=replace(parts.check, clock=late))

    assert (await confirm(client, link)).status_code == 400

    await ann.log_in()


@pytest.mark.usefixtures("ann")
async def test_a_link_for_one_purpose_is_worth_nothing_for_the_other(
    app: FastAPI, client: httpx.AsyncClient, sessions: SessionMaker
) -> None:
    link = await link_for(app, client, sessions)

    answer = await client.post("/api/v1/users/verify-email", json={"token": link})

    assert answer.status_code == 400
    assert (await confirm(client, link)).status_code == 204


async def test_only_three_an_hour_are_mailed_and_only_the_newest_works(
    app: FastAPI, client: httpx.AsyncClient, ann: Person, sessions: SessionMaker
) -> None:
    answers = [await ask(client, ann.email) for _ in range(5)]
    await answered(app, sessions)

    assert [answer.status_code for answer in answers] == [202] * 5
    links = await reset_links(sessions)
    assert len(links) == 3
    outcomes = [(await confirm(client, link)).status_code for link in links]
    assert outcomes == [400, 400, 204]


async def test_somebody_who_was_switched_off_gets_no_link(
    app: FastAPI, client: httpx.AsyncClient, ann: Person, sessions: SessionMaker
) -> None:
    async with sessions.begin() as session:
        await session.execute(text("update users set is_active = false"))

    assert (await ask(client, ann.email)).status_code == 202
    await answered(app, sessions)

    assert await reset_links(sessions) == []


async def test_a_locked_account_is_open_again_after_a_reset(
    app: FastAPI, client: httpx.AsyncClient, ann: Person, sessions: SessionMaker
) -> None:
    for _ in range(5):
        body = {"email": ann.email, "password": "not the secret"}
        await client.post("/api/v1/users/login", json=body)
    assert (
        await client.post(
            "/api/v1/users/login", json={"email": ann.email, "password": ann.password}
        )
    ).status_code == 429

    await confirm(client, await link_for(app, client, sessions))

    await replace(ann, password=NEW).log_in()
