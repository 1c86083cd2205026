import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import bcrypt
import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select, text

from backend_services.shared.clock import FixedClock, SystemClock
from backend_services.shared.db.session import SessionMaker, unit_of_work
from backend_services.users.adapters.tables import LoginFailures
from backend_services.users.use_cases.forget_old_secrets import forget_old_secrets
from tests.service.users.people import Person


async def log_in(client: httpx.AsyncClient, *, email: str, password: str) -> httpx.Response:
    body = {"email": email, "password": password}
    return await client.post("/api/v1/users/login", json=body)


async def guess(client: httpx.AsyncClient, *, email: str, times: int) -> list[int]:
    return [
        (await log_in(client, email=email, password="not the secret")).status_code
        for _ in range(times)
    ]


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Every password that bcrypt was asked about."""
    asked: list[bytes] = []
    checkpw = bcrypt.checkpw

    def recording(password: bytes, expected: bytes) -> bool:
        asked.append(password)
        return checkpw(password, expected)

    monkeypatch.setattr(bcrypt, "checkpw", recording)
    return asked


@pytest.mark.usefixtures("ann")
@pytest.mark.parametrize("email", ["ann@example.com", "nobody@example.com"])
async def test_after_five_wrong_passwords_an_account_waits_whether_it_exists_or_not(
    client: httpx.AsyncClient, email: str
) -> None:
    assert await guess(client, email=email, times=7) == [401] * 5 + [429] * 2

    answer = await log_in(client, email=email.upper(), password="ann's long secret")
    assert answer.status_code == 429
    assert answer.json()["code"] == "too_many_failed_logins"
    assert 890 <= int(answer.headers["Retry-After"]) <= 901


async def test_fifty_guesses_at_once_are_five_guesses(
    client: httpx.AsyncClient, ann: Person, compared: list[bytes]
) -> None:
    answers = await asyncio.gather(
        *(log_in(client, email=ann.email, password=f"guess {n}") for n in range(50))
    )

    assert sorted(answer.status_code for answer in answers) == [401] * 5 + [429] * 45
    assert len(compared) == 5


async def test_twenty_right_passwords_at_once_all_get_in(
    client: httpx.AsyncClient, ann: Person
) -> None:
    answers = await asyncio.gather(
        *(log_in(client, email=ann.email, password=ann.password) for _ in range(20))
    )

    assert [answer.status_code for answer in answers] == [200] * 20


async def test_a_locked_account_costs_no_work(
    client: httpx.AsyncClient, ann: Person, compared: list[bytes]
) -> None:
    await guess(client, email=ann.email, times=5)
    compared.clear()

    await log_in(client, email=ann.email, password=ann.password)

    assert compared == []


async def test_the_right_password_clears_the_count(client: httpx.AsyncClient, ann: Person) -> None:
    assert await guess(client, email=ann.email, times=4) == [401] * 4
    await ann.log_in()

    assert await guess(client, email=ann.email, times=5) == [401] * 5


async def test_when_the_window_is_over_the_account_is_open_again(
    app: FastAPI, client: httpx.AsyncClient, ann: Person
) -> None:
    await guess(client, email=ann.email, times=5)
    parts = app.state.parts
    late = FixedClock(SystemClock().now() + timedelta(minutes=15, seconds=1))
    app.state.parts = replace(parts, check=replace(parts.check, clock=late))

    await ann.log_in()


async def test_other_accounts_are_not_touched(client: httpx.AsyncClient, ann: Person) -> None:
    bob = Person(client, email="bob@example.com", username="bob", password="bob's long secret")
    await bob.register()
    await guess(client, email=bob.email, times=6)

    await ann.log_in()


@pytest.mark.parametrize(
    ("method", "path", "more"),
    [
        ("POST", "/me/password", {"new_password": "ann's other secret"}),
        ("DELETE", "/me", {}),
        ("PATCH", "/me", {"email": "new@example.com"}),
    ],
)
async def test_guesses_of_somebody_signed_in_count_too(
    ann: Person, method: str, path: str, more: dict[str, Any]
) -> None:
    token = (await ann.log_in())["access_token"]
    body = {"current_password": "not the secret", **more}

    statuses = [
        (await ann.call(method, path, token=token, body=body)).status_code for _ in range(6)
    ]

    assert statuses == [400] * 5 + [429]
    assert (await ann.me(token)).json()["email"] == ann.email


async def test_neither_address_nor_password_is_kept(
    client: httpx.AsyncClient, sessions: SessionMaker
) -> None:
    await guess(client, email="somebody@example.com", times=1)

    async with sessions() as session:
        stored = (await session.execute(text("select * from login_failures"))).one()
    assert b"somebody" not in bytes(stored.account)
    assert len(stored.account) == 32


async def test_old_counts_are_forgotten(client: httpx.AsyncClient, sessions: SessionMaker) -> None:
    await guess(client, email="somebody@example.com", times=1)
    clock = FixedClock(SystemClock().now())
    async with unit_of_work(sessions) as session:
        assert await forget_old_secrets(session, clock=clock) == 0

    clock.advance(timedelta(days=2))
    async with unit_of_work(sessions) as session:
        assert await forget_old_secrets(session, clock=clock) == 1

    async with sessions() as session:
        assert (await session.execute(select(LoginFailures))).all() == []
