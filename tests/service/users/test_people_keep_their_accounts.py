from dataclasses import replace
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from backend_services.shared.db.session import SessionMaker
from tests.service.users.mailbox import mailed
from tests.service.users.people import Person

NEW = "ann's other secret"


async def change_password(person: Person, token: str, **body: Any) -> httpx.Response:
    whole = {"current_password": person.password, "new_password": NEW, **body}
    return await person.call("POST", "/me/password", token=token, body=whole)


async def places(person: Person, token: str) -> list[dict[str, Any]]:
    answer = await person.call("GET", "/me/sign-ins", token=token)
    assert answer.status_code == 200
    return answer.json()


async def test_another_password_ends_the_other_sign_ins_and_keeps_this_one(
    ann: Person, sessions: SessionMaker
) -> None:
    phone, laptop = await ann.log_in(), await ann.log_in()

    answer = await change_password(ann, laptop["access_token"])

    assert answer.status_code == 204
    assert (await ann.refresh(phone["refresh_token"])).status_code == 401
    assert (await ann.refresh(laptop["refresh_token"])).status_code == 200
    await replace(ann, password=NEW).log_in()
    assert len(await mailed(sessions, type="user.password_changed")) == 1


async def test_a_wrong_current_password_changes_nothing(
    ann: Person, sessions: SessionMaker
) -> None:
    token = (await ann.log_in())["access_token"]

    answer = await change_password(ann, token, current_password="not the secret")

    assert answer.status_code == 400
    assert answer.json()["code"] == "wrong_password"
    await ann.log_in()
    assert await mailed(sessions, type="user.password_changed") == []


@pytest.mark.parametrize("new_password", ["short", "trustno1", "ann@example.com", None])
async def test_a_new_password_keeps_the_rules_and_is_not_echoed(
    ann: Person, new_password: str | None
) -> None:
    token = (await ann.log_in())["access_token"]

    answer = await change_password(ann, token, new_password=new_password)

    assert answer.status_code == 422
    assert "new_password" in answer.text
    assert str(new_password) not in answer.text or new_password is None
    await ann.log_in()


async def test_an_account_without_a_password_is_sent_to_its_mailbox(
    ann: Person, sessions: SessionMaker
) -> None:
    token = (await ann.log_in())["access_token"]
    async with sessions.begin() as session:
        await session.execute(text("update users set password_hash = null"))

    answer = await change_password(ann, token)

    assert answer.status_code == 409
    assert answer.json()["code"] == "no_password_set"


async def test_signing_out_everywhere_ends_every_sign_in(ann: Person) -> None:
    phone, laptop = await ann.log_in(), await ann.log_in()

    answer = await ann.call("POST", "/logout-all", token=phone["access_token"])

    assert answer.status_code == 204
    for tokens in (phone, laptop):
        assert (await ann.refresh(tokens["refresh_token"])).status_code == 401


async def test_people_see_where_they_are_signed_in_and_end_one_of_them(
    client: httpx.AsyncClient, ann: Person
) -> None:
    client.headers["User-Agent"] = "Phone\x7f " + "x" * 300
    phone = await ann.log_in()
    client.headers["User-Agent"] = "Laptop"
    laptop = await ann.log_in()

    here, there = await places(ann, laptop["access_token"])

    assert (here["user_agent"], here["is_current"]) == ("Laptop", True)
    assert (there["user_agent"], there["is_current"]) == ("Phone " + "x" * 194, False)
    path = f"/me/sign-ins/{there['id']}"
    assert (await ann.call("DELETE", path, token=laptop["access_token"])).status_code == 204
    assert (await ann.refresh(phone["refresh_token"])).status_code == 401
    assert [place["id"] for place in await places(ann, laptop["access_token"])] == [here["id"]]
    assert (await ann.call("DELETE", path, token=laptop["access_token"])).status_code == 404


async def test_nobody_sees_or_ends_the_sign_ins_of_another(
    client: httpx.AsyncClient, ann: Person
) -> None:
    bob = Person(client, email="bob@example.com", username="bob", password="bob's long secret")
    await bob.register()
    anns, bobs = await ann.log_in(), (await bob.log_in())["access_token"]
    (place,) = await places(ann, anns["access_token"])

    answer = await bob.call("DELETE", f"/me/sign-ins/{place['id']}", token=bobs)

    assert answer.status_code == 404
    assert (await ann.refresh(anns["refresh_token"])).status_code == 200
    assert place["id"] not in str(await places(bob, bobs))


@pytest.mark.parametrize(
    ("sign_in_id", "status"), [("0190f3e4-0000-7000-8000-000000000000", 404), ("7", 422)]
)
async def test_an_unknown_sign_in_is_not_ended(ann: Person, sign_in_id: str, status: int) -> None:
    token = (await ann.log_in())["access_token"]

    answer = await ann.call("DELETE", f"/me/sign-ins/{sign_in_id}", token=token)

    assert answer.status_code == status


async def test_a_username_is_changed_at_once(ann: Person) -> None:
    token = (await ann.log_in())["access_token"]

    answer = await ann.call("PATCH", "/me", token=token, body={"username": "  Ann Other "})

    assert answer.status_code == 200
    assert answer.json()["username"] == "Ann Other"
    assert (await ann.me(token)).json()["username"] == "Ann Other"


async def test_a_username_of_another_stays_theirs(client: httpx.AsyncClient, ann: Person) -> None:
    bob = Person(client, email="bob@example.com", username="bob", password="bob's long secret")
    await bob.register()
    token = (await ann.log_in())["access_token"]

    answer = await ann.call("PATCH", "/me", token=token, body={"username": "bob"})

    assert answer.status_code == 400
    assert answer.json()["detail"] == "Email or username already exists"
    assert (await ann.me(token)).json()["username"] == "ann"


@pytest.mark.parametrize(
    ("field", "value"),
    [("username", None), ("username", " x "), ("email", None), ("email", "no address")],
)
async def test_a_bad_field_of_the_profile_is_named_and_changes_nothing(
    ann: Person, field: str, value: str | None
) -> None:
    token = (await ann.log_in())["access_token"]
    before = (await ann.me(token)).json()

    answer = await ann.call("PATCH", "/me", token=token, body={field: value})

    assert answer.status_code == 422
    assert [problem["loc"] for problem in answer.json()["detail"]] == [["body", field]]
    assert (await ann.me(token)).json() == before


async def test_a_closed_account_is_nobodys_and_its_names_are_free(
    client: httpx.AsyncClient, ann: Person, sessions: SessionMaker
) -> None:
    tokens = await ann.log_in()
    body = {"current_password": ann.password}

    answer = await ann.call("DELETE", "/me", token=tokens["access_token"], body=body)

    assert answer.status_code == 204
    assert (await ann.me(tokens["access_token"])).status_code == 401
    assert (await ann.refresh(tokens["refresh_token"])).status_code == 401
    login = {"email": ann.email, "password": ann.password}
    assert (await client.post("/api/v1/users/login", json=login)).status_code == 401
    async with sessions() as session:
        left = str((await session.execute(text("select * from users"))).one())
    assert ann.email not in left
    assert (await ann.register()).status_code == 201


async def test_closing_an_account_needs_its_password(ann: Person) -> None:
    token = (await ann.log_in())["access_token"]
    body = {"current_password": "not the secret"}

    answer = await ann.call("DELETE", "/me", token=token, body=body)

    assert answer.status_code == 400
    assert (await ann.me(token)).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/logout-all"),
        ("PATCH", "/me"),
        ("DELETE", "/me"),
        ("POST", "/me/password"),
        ("POST", "/me/verification"),
    ],
)
async def test_somebody_switched_off_can_change_nothing(
    ann: Person, sessions: SessionMaker, method: str, path: str
) -> None:
    token = (await ann.log_in())["access_token"]
    async with sessions.begin() as session:
        await session.execute(text("update users set is_active = false"))
    body = {
        "username": "other",
        "current_password": ann.password,
        "new_password": NEW,
    }

    answer = await ann.call(method, path, token=token, body=body)

    # Ending one's own sign-ins harms nobody.
    assert answer.status_code == (204 if path == "/logout-all" else 401)
    async with sessions() as session:
        names = (await session.execute(text("select username from users"))).scalars().all()
    assert names == ["ann"]
