import asyncio
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from jose import jwt
from sqlalchemy import select, text

from backend_services.shared.clock import FixedClock, SystemClock
from backend_services.shared.db.session import SessionMaker, unit_of_work
from backend_services.users.adapters.tables import RefreshToken, SignIn
from backend_services.users.domain.errors import RefreshRefused
from backend_services.users.use_cases.forget_expired_sign_ins import forget_expired_sign_ins
from backend_services.users.use_cases.log_in import Credentials, log_in
from backend_services.users.use_cases.refresh_sign_in import refresh_sign_in
from tests.service.users.people import Person


async def refreshed(person: Person, token: str) -> str:
    answer = await person.refresh(token)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.json()["refresh_token"]


async def assert_refused(person: Person, token: str) -> None:
    answer = await person.refresh(token)
    assert answer.status_code == 401
    assert answer.json()["detail"] == "Please sign in again"
    assert answer.json()["code"] == "refresh_refused"


async def test_each_refresh_gives_a_new_pair(ann: Person) -> None:
    first = (await ann.log_in())["refresh_token"]

    second = await refreshed(ann, first)
    third = await refreshed(ann, second)

    assert len({first, second, third}) == 3


async def test_a_used_token_that_comes_back_ends_the_whole_sign_in(ann: Person) -> None:
    first = (await ann.log_in())["refresh_token"]
    second = await refreshed(ann, first)

    await assert_refused(ann, first)

    await assert_refused(ann, second)


async def test_other_sign_ins_of_the_same_person_go_on(ann: Person) -> None:
    phone = (await ann.log_in())["refresh_token"]
    laptop = (await ann.log_in())["refresh_token"]
    await refreshed(ann, phone)
    await assert_refused(ann, phone)

    await refreshed(ann, laptop)


async def test_of_two_uses_at_the_same_time_one_wins_and_the_sign_in_ends(ann: Person) -> None:
    token = (await ann.log_in())["refresh_token"]

    answers = await asyncio.gather(*(ann.refresh(token) for _ in range(5)))

    (winner,) = [answer for answer in answers if answer.status_code == 200]
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401, 401]
    await assert_refused(ann, winner.json()["refresh_token"])


async def test_after_logging_out_no_token_of_the_sign_in_works(ann: Person) -> None:
    first = (await ann.log_in())["refresh_token"]
    second = await refreshed(ann, first)

    answer = await ann.log_out(second)

    assert answer.status_code == 204
    assert answer.content == b""
    await assert_refused(ann, second)


@pytest.mark.parametrize("token", ["unknown", "x" * 256, "日本"])
async def test_an_unknown_token_is_refused_and_logging_it_out_is_204(
    ann: Person, token: str
) -> None:
    await assert_refused(ann, token)

    assert (await ann.log_out(token)).status_code == 204


@pytest.mark.parametrize("token", ["", "x" * 257, "a\x00b", 7, None])
async def test_what_cannot_be_a_token_is_422(client: httpx.AsyncClient, token: object) -> None:
    for path in ("refresh", "logout"):
        answer = await client.post(f"/api/v1/users/{path}", json={"refresh_token": token})
        assert answer.status_code == 422


async def test_only_the_digest_is_stored(ann: Person, sessions: SessionMaker) -> None:
    token = (await ann.log_in())["refresh_token"]

    async with sessions() as session:
        (stored,) = (await session.execute(select(RefreshToken))).scalars().all()

    assert len(stored.digest) == 32
    assert token.encode() not in stored.digest


async def test_an_inactive_account_gets_no_new_tokens(ann: Person, sessions: SessionMaker) -> None:
    token = (await ann.log_in())["refresh_token"]
    async with sessions.begin() as session:
        await session.execute(text("update users set is_active = false"))

    await assert_refused(ann, token)


async def test_a_new_role_is_in_the_next_access_token(ann: Person, sessions: SessionMaker) -> None:
    token = (await ann.log_in())["refresh_token"]
    async with sessions.begin() as session:
        await session.execute(text("update users set role = 'staff'"))

    answer = await ann.refresh(token)

    assert jwt.get_unverified_claims(answer.json()["access_token"])["role"] == "staff"


async def test_a_token_lives_30_days_and_each_refresh_starts_them_anew(
    app: FastAPI, ann: Person, sessions: SessionMaker
) -> None:
    clock = FixedClock(SystemClock().now())
    issuer = replace(app.state.parts.issuer, clock=clock)
    pair = await log_in(
        sessions,
        credentials=Credentials(email=ann.email, password=ann.password),
        check=app.state.parts.check,
        issuer=issuer,
    )

    clock.advance(timedelta(days=30) - timedelta(seconds=1))
    pair = await refresh_sign_in(sessions, refresh_token=pair.refresh_token, issuer=issuer)
    clock.advance(timedelta(days=30) - timedelta(seconds=1))
    pair = await refresh_sign_in(sessions, refresh_token=pair.refresh_token, issuer=issuer)
    clock.advance(timedelta(days=30))
    with pytest.raises(RefreshRefused):
        await refresh_sign_in(sessions, refresh_token=pair.refresh_token, issuer=issuer)


async def test_expired_sign_ins_are_forgotten_and_live_ones_kept(
    ann: Person, sessions: SessionMaker
) -> None:
    await refreshed(ann, (await ann.log_in())["refresh_token"])
    clock = FixedClock(SystemClock().now() + timedelta(days=29))
    async with unit_of_work(sessions) as session:
        assert await forget_expired_sign_ins(session, clock=clock) == 0

    clock.advance(timedelta(days=2))
    async with unit_of_work(sessions) as session:
        assert await forget_expired_sign_ins(session, clock=clock) == 1

    async with sessions() as session:
        assert (await session.execute(select(SignIn))).all() == []
        assert (await session.execute(select(RefreshToken))).all() == []
