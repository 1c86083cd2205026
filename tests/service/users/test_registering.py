import asyncio
import re
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select, text

from backend_services.shared.db.session import SessionMaker
from backend_services.shared.messaging.tables import OUTBOX
from backend_services.users.adapters.tables import User

WIRE_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"
VALID = {"email": "bob@example.com", "username": "bob", "password": "bob's long secret"}


async def register(client: httpx.AsyncClient, **changes: Any) -> httpx.Response:
    return await client.post("/api/v1/users/register", json={**VALID, **changes})


async def count_users(sessions: SessionMaker) -> int:
    async with sessions() as session:
        return (await session.execute(select(func.count()).select_from(User))).scalar_one()


async def count_events(sessions: SessionMaker) -> int:
    async with sessions() as session:
        return (await session.execute(select(func.count()).select_from(OUTBOX))).scalar_one()


async def test_a_new_customer_gets_an_account_and_no_secret_back(
    client: httpx.AsyncClient,
) -> None:
    answer = await register(client, email=" Bob@Example.COM", username="  Bob B. ")

    assert answer.status_code == 201
    user = answer.json()
    assert set(user) == {
        "id",
        "email",
        "username",
        "is_active",
        "role",
        "created_at",
        "updated_at",
        "email_verified",
        "pending_email",
        "has_password",
    }
    assert user["email_verified"] is False
    assert user["has_password"] is True
    assert user["email"] == "bob@example.com"
    assert user["username"] == "Bob B."
    assert user["role"] == "customer"
    assert user["is_active"] is True
    assert user["created_at"] == user["updated_at"]
    assert re.fullmatch(WIRE_TIME, user["created_at"])


async def test_the_event_is_written_with_the_account_and_carries_the_request_id(
    client: httpx.AsyncClient, sessions: SessionMaker
) -> None:
    answer = await client.post(
        "/api/v1/users/register", json=VALID, headers={"X-Request-ID": "from-the-edge"}
    )

    user_id = answer.json()["id"]
    async with sessions() as session:
        (event,) = (await session.execute(select(OUTBOX))).all()
    assert event.aggregate == f"user:{user_id}"
    assert event.sequence == 1
    assert event.type == "user.registered"
    link = event.payload.pop("verification_token")
    assert event.payload == {"user_id": user_id, "email": "bob@example.com", "username": "bob"}
    assert link not in answer.text
    assert event.headers["request_id"] == "from-the-edge"
    assert set(event.headers) == {"request_id", "traceparent"}


async def test_the_password_is_stored_hashed(
    client: httpx.AsyncClient, sessions: SessionMaker
) -> None:
    await register(client)

    async with sessions() as session:
        stored = (await session.execute(text("select * from users"))).one()
    assert stored.password_hash.startswith("$2b$04$")
    assert VALID["password"] not in str(stored)


@pytest.mark.usefixtures("ann")
@pytest.mark.parametrize(
    "changes",
    [
        {"email": "ann@example.com"},
        {"email": "ANN@example.com"},
        {"username": "ann"},
        {"username": " ann "},
        {"email": "ann@example.com", "username": "ann"},
    ],
)
async def test_a_taken_email_or_username_is_refused_without_saying_which(
    client: httpx.AsyncClient, sessions: SessionMaker, changes: dict[str, str]
) -> None:
    answer = await register(client, **changes)

    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"] == "Email or username already exists"
    assert answer.json()["code"] == "email_or_username_taken"
    assert await count_users(sessions) == 1
    assert await count_events(sessions) == 1


@pytest.mark.usefixtures("ann")
async def test_an_email_of_one_and_a_username_of_another_are_refused_too(
    client: httpx.AsyncClient, sessions: SessionMaker
) -> None:
    await register(client)

    answer = await register(client, email="ann@example.com", username="bob")

    assert answer.status_code == 400
    assert answer.json()["detail"] == "Email or username already exists"
    assert await count_users(sessions) == 2


async def test_of_ten_at_the_same_time_one_gets_the_name(
    client: httpx.AsyncClient, sessions: SessionMaker
) -> None:
    answers = await asyncio.gather(
        *(register(client, email=f"bob{number}@example.com") for number in range(10))
    )

    assert sorted(answer.status_code for answer in answers) == [201] + [400] * 9
    assert await count_users(sessions) == 1
    assert await count_events(sessions) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "no-address"),
        ("email", "a\x00b@example.com"),
        ("email", "a" * 250 + "@example.com"),
        ("email", "İ" * 60 + "@" + ("a" * 60 + ".") * 3 + "com"),
        ("email", None),
        ("username", "  b "),
        ("username", "x" * 51),
        ("username", "b\x00b"),
        ("username", "b\u202eb"),
        ("username", 7),
        ("password", "short-1"),
        ("password", "x" * 73),
        ("password", "é" * 37),
        ("password", "nul-in-\x00-secret"),
        ("password", ["a list"]),
        ("password", "trustno1"),
        ("password", VALID["email"]),
    ],
)
async def test_a_bad_field_is_named_never_echoed_and_changes_nothing(
    client: httpx.AsyncClient, sessions: SessionMaker, field: str, value: Any
) -> None:
    answer = await register(client, **{field: value})

    assert answer.status_code == 422
    (problem,) = answer.json()["detail"]
    assert problem["loc"] == ["body", field]
    assert set(problem) == {"type", "loc", "msg"}
    if field == "password":
        assert str(value) not in answer.text
    assert await count_users(sessions) == 0


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'{"email":', b"[]", b"null", b'"text"'])
async def test_a_body_that_is_no_json_object_is_422(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post(
        "/api/v1/users/register", content=body, headers={"Content-Type": "application/json"}
    )

    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid_request"


async def test_unknown_fields_are_ignored(client: httpx.AsyncClient) -> None:
    answer = await register(client, role="admin", is_active=False, id=1000)

    assert answer.status_code == 201
    assert answer.json()["role"] == "customer"
    assert answer.json()["is_active"] is True
