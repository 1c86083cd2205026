import asyncio
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import bcrypt
import httpx
import pytest
from fastapi import FastAPI
from jose import jwt
from sqlalchemy import text

from backend_services.shared.db.session import SessionMaker
from backend_services.users.adapters.password_hasher import PasswordHasher
from tests.service.users.people import Person

REFUSED = "Invalid email or password"


async def log_in(client: httpx.AsyncClient, **body: Any) -> httpx.Response:
    return await client.post("/api/v1/users/login", json=body)


def use_hasher(app: FastAPI, hasher: PasswordHasher) -> None:
    parts = app.state.parts
    app.state.parts = replace(parts, check=replace(parts.check, hasher=hasher))


@pytest.fixture
def may_compare(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """No password is compared before this is set: the work lasts as long as a test wants it."""
    go = threading.Event()
    checkpw = bcrypt.checkpw

    def waiting(password: bytes, expected: bytes) -> bool:
        go.wait()
        return checkpw(password, expected)

    monkeypatch.setattr(bcrypt, "checkpw", waiting)
    yield go
    go.set()


async def deactivate(sessions: SessionMaker) -> None:
    async with sessions.begin() as session:
        await session.execute(text("update users set is_active = false"))


async def test_the_right_password_gives_tokens_that_nobody_caches(
    client: httpx.AsyncClient, ann: Person
) -> None:
    answer = await log_in(client, email=" ANN@example.com ", password=ann.password)

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    body = answer.json()
    assert set(body) == {"access_token", "token_type", "refresh_token", "expires_in"}
    assert body["token_type"] == "bearer"
    assert body["expires_in"] == 900


async def test_the_access_token_says_who_and_by_which_key(
    client: httpx.AsyncClient, ann: Person
) -> None:
    token = (await ann.log_in())["access_token"]

    keys = (await client.get("/.well-known/jwks.json")).json()["keys"]
    header = jwt.get_unverified_header(token)
    claims = jwt.decode(token, keys[0], algorithms=["RS256"], audience="vitrine", issuer="vitrine")
    assert header == {"alg": "RS256", "typ": "JWT", "kid": keys[0]["kid"]}
    assert claims["sub"] == "1"
    assert claims["email"] == ann.email
    assert claims["username"] == ann.username
    assert claims["role"] == "customer"
    assert claims["exp"] - claims["iat"] == 900
    assert set(claims) == {
        *("sub", "email", "username", "role"),
        *("iss", "aud", "iat", "exp", "jti", "sid"),
    }


async def test_unknown_wrong_and_inactive_get_the_same_answer(
    client: httpx.AsyncClient, ann: Person, sessions: SessionMaker
) -> None:
    unknown = await log_in(client, email="bob@example.com", password=ann.password)
    wrong = await log_in(client, email=ann.email, password="not the secret")
    await deactivate(sessions)
    inactive = await log_in(client, email=ann.email, password=ann.password)

    for answer in (unknown, wrong, inactive):
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        problem = answer.json()
        assert problem.pop("request_id")
        assert problem == {
            "type": "urn:vitrine:problem:invalid_credentials",
            "title": REFUSED,
            "status": 401,
            "detail": REFUSED,
            "code": "invalid_credentials",
        }


async def test_bytes_beyond_72_are_not_ignored(client: httpx.AsyncClient) -> None:
    long = Person(client, email="l@example.com", username="long", password="é" * 36)
    await long.register()

    assert (await log_in(client, email=long.email, password="é" * 36)).status_code == 200
    assert (await log_in(client, email=long.email, password="é" * 36 + "x")).status_code == 401


async def test_an_account_without_a_password_cannot_be_signed_into(
    client: httpx.AsyncClient, ann: Person, sessions: SessionMaker
) -> None:
    async with sessions.begin() as session:
        await session.execute(text("update users set password_hash = null"))

    assert (await log_in(client, email=ann.email, password=ann.password)).status_code == 401


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"email": "ann@example.com"}, "password"),
        ({"email": "ann@example.com", "password": "a\x00b"}, "password"),
        ({"email": "ann", "password": "whatever"}, "email"),
        ({"password": "whatever"}, "email"),
    ],
)
async def test_a_bad_field_is_named(
    client: httpx.AsyncClient, body: dict[str, str], field: str
) -> None:
    answer = await log_in(client, **body)

    assert answer.status_code == 422
    assert [problem["loc"] for problem in answer.json()["detail"]] == [["body", field]]


async def test_an_unknown_user_costs_as_much_work_as_a_wrong_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hasher = PasswordHasher(cost=5, at_once=1, queue_timeout=5)
    stored = await hasher.hash("the right one")
    compared: list[bytes] = []
    checkpw = bcrypt.checkpw

    def recording(password: bytes, expected: bytes) -> bool:
        compared.append(expected)
        return checkpw(password, expected)

    monkeypatch.setattr(bcrypt, "checkpw", recording)

    assert not await hasher.verify("a wrong one", password_hash=stored)
    assert not await hasher.verify("a wrong one", password_hash=None)

    cost = b"$2b$05$"  # the work of one comparison: 2**5 rounds
    assert [expected[: len(cost)] for expected in compared] == [cost, cost]
    assert compared[0] != compared[1]


async def test_a_login_flood_leaves_other_requests_answered(
    app: FastAPI, client: httpx.AsyncClient, ann: Person, may_compare: threading.Event
) -> None:
    may_compare.set()
    token = (await ann.log_in())["access_token"]
    may_compare.clear()
    use_hasher(app, PasswordHasher(cost=4, at_once=1, queue_timeout=30))
    flood = [
        asyncio.create_task(log_in(client, email=f"x{number}@example.com", password="wrong"))
        for number in range(8)
    ]
    await asyncio.sleep(0)

    answers = [await ann.me(token) for _ in range(3)]
    answered_first = [task.done() for task in flood]
    may_compare.set()
    refused = await asyncio.gather(*flood)

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert answered_first == [False] * 8
    assert [answer.status_code for answer in refused] == [401] * 8


async def test_a_sign_in_that_would_wait_too_long_is_told_to_come_back(
    app: FastAPI, client: httpx.AsyncClient, ann: Person, may_compare: threading.Event
) -> None:
    busy = PasswordHasher(cost=4, at_once=1, queue_timeout=0.01)
    use_hasher(app, busy)
    first = asyncio.create_task(busy.verify("x", password_hash=None))
    await asyncio.sleep(0)

    answer = await log_in(client, email=ann.email, password=ann.password)
    may_compare.set()
    await first

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert (await log_in(client, email=ann.email, password=ann.password)).status_code == 200


async def test_no_secret_and_no_mail_address_is_logged(
    client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    ann = Person(client, email="ann@example.com", username="ann", password="ann's long secret")
    await ann.register()
    tokens = await ann.log_in()
    await log_in(client, email=ann.email, password="a wrong secret")
    await ann.refresh(tokens["refresh_token"])
    await ann.refresh(tokens["refresh_token"])

    logged = capsys.readouterr().out

    assert "sign_in.revoked" in logged
    for secret in (
        *(ann.password, ann.email, "a wrong secret"),
        *(tokens["access_token"], tokens["refresh_token"]),
    ):
        assert secret not in logged
