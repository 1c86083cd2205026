import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select, text

from backend_services.shared.clock import FixedClock, SystemClock
from backend_services.shared.db.session import SessionMaker
from backend_services.users.adapters.tables import OneTimeLink
from tests.service.users.mailbox import mailed, verification_link, welcome_link
from tests.service.users.people import Person

REFUSED = "This link is no longer valid"


async def use(client: httpx.AsyncClient, link: str) -> httpx.Response:
    return await client.post("/api/v1/users/verify-email", json={"token": link})


async def account(person: Person, token: str) -> dict[str, Any]:
    return (await person.me(token)).json()


async def test_the_link_of_the_welcome_mail_proves_the_address(
    client: httpx.AsyncClient, ann: Person, sessions: SessionMaker
) -> None:
    token = (await ann.log_in())["access_token"]
    assert (await account(ann, token))["email_verified"] is False

    answer = await use(client, await welcome_link(sessions))

    assert answer.status_code == 200
    assert answer.json()["email_verified"] is True
    assert (await account(ann, token))["email_verified"] is True


@pytest.mark.usefixtures("ann")
async def test_a_link_works_once_even_when_it_is_used_ten_times_at_once(
    client: httpx.AsyncClient, sessions: SessionMaker
) -> None:
    link = await welcome_link(sessions)

    answers = await asyncio.gather(*(use(client, link) for _ in range(10)))

    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 9
    assert {answer.json()["detail"] for answer in answers if answer.status_code == 400} == {REFUSED}


@pytest.mark.parametrize("link", ["unknown", "x" * 43, "日本"])
async def test_an_unknown_link_is_refused(client: httpx.AsyncClient, link: str) -> None:
    answer = await use(client, link)

    assert answer.status_code == 400
    assert answer.json()["code"] == "link_no_longer_valid"


@pytest.mark.usefixtures("ann")
async def test_a_link_ends_after_a_day(
    app: FastAPI, client: httpx.AsyncClient, sessions: SessionMaker
) -> None:
    link = await welcome_link(sessions)
    late = FixedClock(SystemClock().now() + timedelta(hours=24, seconds=1))
    app.state.parts = replace(app.state.parts, clock=late)

    answer = await use(client, link)

    assert answer.status_code == 400
    async with sessions() as session:
        assert (await session.execute(text("select email_verified_at from users"))).scalar() is None


async def test_only_the_newest_link_works(
    client: httpx.AsyncClient, ann: Person, sessions: SessionMaker
) -> None:
    token = (await ann.log_in())["access_token"]
    first = await welcome_link(sessions)

    assert (await ann.call("POST", "/me/verification", token=token)).status_code == 202

    assert (await use(client, first)).status_code == 400
    assert (await use(client, await verification_link(sessions))).status_code == 200


async def test_a_proven_address_needs_no_further_link(
    client: httpx.AsyncClient, ann: Person, sessions: SessionMaker
) -> None:
    token = (await ann.log_in())["access_token"]
    await use(client, await welcome_link(sessions))

    answer = await ann.call("POST", "/me/verification", token=token)

    assert answer.status_code == 409
    assert answer.json()["code"] == "address_already_verified"
    assert await mailed(sessions, type="user.email_verification_requested") == []


async def test_links_are_mailed_five_times_an_hour_at_most(
    ann: Person, sessions: SessionMaker
) -> None:
    token = (await ann.log_in())["access_token"]

    answers = [await ann.call("POST", "/me/verification", token=token) for _ in range(5)]

    # The welcome mail was the first.
    assert [answer.status_code for answer in answers] == [202, 202, 202, 202, 429]
    assert answers[-1].headers["Retry-After"] == "3600"
    assert len(await mailed(sessions, type="user.email_verification_requested")) == 4


@pytest.mark.usefixtures("ann")
async def test_only_the_digest_of_a_link_is_kept(sessions: SessionMaker) -> None:
    link = await welcome_link(sessions)

    async with sessions() as session:
        (kept,) = (await session.execute(select(OneTimeLink))).scalars().all()
    assert link not in str(kept.model_dump())


async def test_a_new_address_counts_once_its_link_is_used(
    client: httpx.AsyncClient, ann: Person, sessions: SessionMaker
) -> None:
    token = (await ann.log_in())["access_token"]
    body = {"email": "New@Example.com", "current_password": ann.password}

    asked = await ann.call("PATCH", "/me", token=token, body=body)

    assert asked.status_code == 200
    assert asked.json()["email"] == ann.email
    assert asked.json()["pending_email"] == "new@example.com"
    (mail,) = await mailed(sessions, type="user.email_verification_requested")
    assert mail["email"] == "new@example.com"
    proven = (await use(client, mail["verification_token"])).json()
    assert proven["email"] == "new@example.com"
    assert proven["pending_email"] is None
    assert proven["email_verified"] is True


@pytest.mark.parametrize("password", [None, "not the secret"])
async def test_a_new_address_needs_the_password(
    ann: Person, sessions: SessionMaker, password: str | None
) -> None:
    token = (await ann.log_in())["access_token"]
    body = {"email": "new@example.com"} | ({"current_password": password} if password else {})

    answer = await ann.call("PATCH", "/me", token=token, body=body)

    assert answer.status_code == 400
    assert answer.json()["code"] == "wrong_password"
    assert answer.json()["field"] == "current_password"
    assert (await account(ann, token))["pending_email"] is None
    assert await mailed(sessions, type="user.email_verification_requested") == []


async def test_an_address_that_was_registered_meanwhile_stays_with_whoever_has_it(
    client: httpx.AsyncClient, ann: Person, sessions: SessionMaker
) -> None:
    token = (await ann.log_in())["access_token"]
    body = {"email": "bob@example.com", "current_password": ann.password}
    await ann.call("PATCH", "/me", token=token, body=body)
    bob = Person(client, email="bob@example.com", username="bob", password="bob's long secret")
    assert (await bob.register()).status_code == 201

    answer = await use(client, await verification_link(sessions))

    assert answer.status_code == 409
    assert answer.json()["code"] == "address_taken"
    assert (await account(ann, token))["email"] == ann.email


async def test_the_link_to_an_address_given_up_does_nothing(
    client: httpx.AsyncClient, ann: Person, sessions: SessionMaker
) -> None:
    token = (await ann.log_in())["access_token"]
    body = {"email": "typo@example.com", "current_password": ann.password}
    await ann.call("PATCH", "/me", token=token, body=body)
    link = await verification_link(sessions)
    await ann.call("PATCH", "/me", token=token, body={**body, "email": ann.email})

    answer = await use(client, link)

    assert answer.status_code == 400
    assert (await account(ann, token))["email"] == ann.email
