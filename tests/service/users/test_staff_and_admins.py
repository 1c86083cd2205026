import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from backend_services.shared.db.session import SessionMaker
from tests.service.users.people import Person


async def somebody(
    client: httpx.AsyncClient, sessions: SessionMaker, name: str, *, role: str
) -> tuple[Person, str]:
    """A person of that role, and their access token."""
    person = Person(client, f"{name}@example.com", name, password=f"{name}'s long secret")
    assert (await person.register()).status_code == 201
    async with sessions.begin() as session:
        await session.execute(
            text("update users set role = :role where username = :name"),
            {"role": role, "name": name},
        )
    return person, (await person.log_in())["access_token"]


async def id_of(person: Person, token: str) -> int:
    return (await person.me(token)).json()["id"]


async def change(actor: Person, token: str, *, user_id: int, **body: Any) -> httpx.Response:
    return await actor.call("PATCH", f"/{user_id}", token=token, body=body)


async def role_of(sessions: SessionMaker, name: str) -> tuple[str, bool]:
    async with sessions() as session:
        row = (
            await session.execute(
                text("select role, is_active from users where username = :name"), {"name": name}
            )
        ).one()
    return row.role, row.is_active


async def test_staff_find_accounts_by_a_part_of_a_name(
    client: httpx.AsyncClient, ann: Person, sessions: SessionMaker
) -> None:
    staff, token = await somebody(client, sessions, "sam_staff", role="staff")

    everybody = (await staff.call("GET", "", token=token)).json()
    found = (await staff.call("GET", "?q=ANN@", token=token)).json()
    wildcard = (await staff.call("GET", "?q=%25", token=token)).json()
    underscore = (await staff.call("GET", "?q=m_s", token=token)).json()
    customers = (await staff.call("GET", "?role=customer&limit=1", token=token)).json()

    assert [user["username"] for user in everybody["items"]] == ["sam_staff", "ann"]
    assert everybody["total"] == 2
    assert [user["email"] for user in found["items"]] == [ann.email]
    assert wildcard["items"] == []
    assert [user["username"] for user in underscore["items"]] == ["sam_staff"]
    assert (customers["total"], customers["limit"], customers["offset"]) == (1, 1, 0)


@pytest.mark.parametrize("path", ["", "/1", "/audit"])
async def test_customers_see_no_other_account(ann: Person, path: str) -> None:
    token = (await ann.log_in())["access_token"]

    assert (await ann.call("GET", path, token=token)).status_code == 403


@pytest.mark.parametrize(("user_id", "status"), [(999, 404), (0, 422), (2**31, 422)])
async def test_an_unknown_account_is_404(
    client: httpx.AsyncClient, sessions: SessionMaker, user_id: int, status: int
) -> None:
    admin, token = await somebody(client, sessions, "ada", role="admin")

    assert (await admin.call("GET", f"/{user_id}", token=token)).status_code == status
    assert (await change(admin, token, user_id=user_id, is_active=False)).status_code == status


async def test_a_customer_who_is_switched_off_is_out_when_the_access_token_ends(
    client: httpx.AsyncClient, ann: Person, sessions: SessionMaker
) -> None:
    tokens = await ann.log_in()
    staff, token = await somebody(client, sessions, "sam", role="staff")

    answer = await change(staff, token, user_id=1, is_active=False)

    assert answer.status_code == 200
    assert answer.json()["is_active"] is False
    assert (await ann.refresh(tokens["refresh_token"])).status_code == 401
    assert (await ann.me(tokens["access_token"])).status_code == 401
    login = {"email": ann.email, "password": ann.password}
    assert (await client.post("/api/v1/users/login", json=login)).status_code == 401
    assert (await change(staff, token, user_id=1, is_active=True)).status_code == 200
    await ann.log_in()


@pytest.mark.parametrize(
    ("actor", "subject", "body", "status"),
    [
        ("staff", "customer", {"role": "staff"}, 403),
        ("staff", "staff", {"is_active": False}, 403),
        ("staff", "admin", {"is_active": False}, 403),
        ("customer", "customer", {"is_active": False}, 403),
        ("admin", "customer", {"role": "owner"}, 422),
        ("admin", "customer", {"role": None}, 422),
        ("admin", "customer", {"is_active": "perhaps"}, 422),
    ],
)
async def test_who_may_not_change_whom_changes_nothing(
    client: httpx.AsyncClient,
    sessions: SessionMaker,
    actor: str,
    subject: str,
    body: dict[str, Any],
    status: int,
) -> None:
    other, others = await somebody(client, sessions, "otto", role=subject)
    person, token = await somebody(client, sessions, "pat", role=actor)

    answer = await change(person, token, user_id=await id_of(other, others), **body)

    assert answer.status_code == status
    assert await role_of(sessions, "otto") == (subject, True)


async def test_nobody_changes_their_own_standing(
    client: httpx.AsyncClient, sessions: SessionMaker
) -> None:
    await somebody(client, sessions, "another", role="admin")
    admin, token = await somebody(client, sessions, "ada", role="admin")

    answer = await change(admin, token, user_id=await id_of(admin, token), role="staff")

    assert answer.status_code == 403
    assert await role_of(sessions, "ada") == ("admin", True)


async def test_another_role_signs_its_owner_out(
    client: httpx.AsyncClient, ann: Person, sessions: SessionMaker
) -> None:
    tokens = await ann.log_in()
    admin, token = await somebody(client, sessions, "ada", role="admin")

    assert (await change(admin, token, user_id=1, role="staff")).json()["role"] == "staff"

    assert (await ann.refresh(tokens["refresh_token"])).status_code == 401
    assert (await ann.me((await ann.log_in())["access_token"])).json()["role"] == "staff"


async def test_two_admins_who_demote_each_other_at_once_leave_one(
    client: httpx.AsyncClient, sessions: SessionMaker
) -> None:
    ada, adas = await somebody(client, sessions, "ada", role="admin")
    eve, eves = await somebody(client, sessions, "eve", role="admin")
    ada_id, eve_id = await id_of(ada, adas), await id_of(eve, eves)

    answers = await asyncio.gather(
        change(ada, adas, user_id=eve_id, role="customer"),
        change(eve, eves, user_id=ada_id, is_active=False),
    )

    assert sorted(answer.status_code for answer in answers) == [200, 403]
    standings = [await role_of(sessions, name) for name in ("ada", "eve")]
    assert standings.count(("admin", True)) == 1


async def test_the_last_admin_cannot_close_their_account(
    client: httpx.AsyncClient, sessions: SessionMaker
) -> None:
    ada, token = await somebody(client, sessions, "ada", role="admin")
    body = {"current_password": ada.password}

    answer = await ada.call("DELETE", "/me", token=token, body=body)

    assert answer.status_code == 409
    assert answer.json()["code"] == "last_admin"
    assert await role_of(sessions, "ada") == ("admin", True)


async def test_an_admins_old_token_is_worth_nothing_once_they_are_demoted(
    client: httpx.AsyncClient, ann: Person, sessions: SessionMaker
) -> None:
    eve, eves = await somebody(client, sessions, "eve", role="admin")
    ada, adas = await somebody(client, sessions, "ada", role="admin")
    await change(ada, adas, user_id=await id_of(eve, eves), role="customer")

    answer = await change(eve, eves, user_id=1, role="admin")

    assert answer.status_code == 403
    assert await role_of(sessions, ann.username) == ("customer", True)


@pytest.mark.parametrize("loss", [{"role": "customer"}, {"is_active": False}])
async def test_the_old_token_of_who_left_the_staff_switches_nobody_off(
    client: httpx.AsyncClient, ann: Person, sessions: SessionMaker, loss: dict[str, Any]
) -> None:
    sam, sams = await somebody(client, sessions, "sam", role="staff")
    ada, adas = await somebody(client, sessions, "ada", role="admin")
    await change(ada, adas, user_id=await id_of(sam, sams), **loss)

    answer = await change(sam, sams, user_id=1, is_active=False)

    assert (answer.status_code, answer.json()["code"]) == (403, "may_not_change")
    assert await role_of(sessions, ann.username) == ("customer", True)


async def test_the_audit_log_says_who_changed_what_and_can_only_grow(
    client: httpx.AsyncClient, ann: Person, sessions: SessionMaker
) -> None:
    admin, token = await somebody(client, sessions, "ada", role="admin")
    await change(admin, token, user_id=1, role="staff", is_active=False)

    log = (await admin.call("GET", "/audit?subject_user_id=1", token=token)).json()

    (entry,) = log["items"]
    assert log["total"] == 1
    assert (entry["action"], entry["subject_user_id"]) == ("standing_changed", 1)
    assert (entry["actor_user_id"], entry["actor_role"]) == (2, "admin")
    assert entry["changes"] == {"role": ["customer", "staff"], "is_active": [True, False]}
    assert entry["request_id"]
    assert ann.email not in str(log)
    for statement in (
        "delete from audit_log",
        "update audit_log set action = 'nothing'",
        "truncate audit_log",
    ):
        with pytest.raises(DBAPIError, match="append-only"):
            async with sessions.begin() as session:
                await session.execute(text(statement))


async def test_accounts_come_page_by_page_and_by_their_numbers(
    client: httpx.AsyncClient, ann: Person, sessions: SessionMaker
) -> None:
    staff, token = await somebody(client, sessions, "sam_staff", role="staff")
    for name in ("ben", "cora"):
        await somebody(client, sessions, name, role="customer")

    first = (await staff.call("GET", "?limit=3", token=token)).json()
    last = (await staff.call("GET", f"?before={first['items'][-1]['id']}", token=token)).json()
    named = (await staff.call("GET", "?id=1&id=3&id=99", token=token)).json()

    names = [user["username"] for user in first["items"] + last["items"]]
    assert names == ["cora", "ben", "sam_staff", ann.username]
    assert (first["total"], last["total"]) == (4, 4)
    assert [user["id"] for user in named["items"]] == [3, 1]
    for query in ("before=0", "id=0", "id=2147483648", "&".join(["id=1"] * 101), "q=%00"):
        refused = await staff.call("GET", f"?{query}", token=token)
        assert refused.status_code == 422
        assert refused.json()["detail"][0]["loc"][:2] == ["query", query.partition("=")[0]]


@pytest.mark.usefixtures("ann")
async def test_the_audit_log_goes_on_where_a_page_ended_and_knows_dates(
    client: httpx.AsyncClient, sessions: SessionMaker
) -> None:
    admin, token = await somebody(client, sessions, "ada", role="admin")
    for is_active in (False, True, False):
        await change(admin, token, user_id=1, is_active=is_active)

    first = (await admin.call("GET", "/audit?limit=2", token=token)).json()
    last = (
        await admin.call("GET", f"/audit?limit=2&before={first['next_before']}", token=token)
    ).json()
    oldest = last["items"][0]
    later = (
        await admin.call("GET", "/audit", token=token, params={"since": first["items"][1]["at"]})
    ).json()
    earlier = (
        await admin.call("GET", "/audit", token=token, params={"until": first["items"][1]["at"]})
    ).json()

    assert [len(first["items"]), len(last["items"])] == [2, 1]
    assert (first["total"], last["total"], last["next_before"]) == (3, 3, None)
    assert [entry["id"] for entry in later["items"]] == [one["id"] for one in first["items"]]
    assert [entry["id"] for entry in earlier["items"]] == [oldest["id"]]
    for query in ("before=0", "since=2026-11-23", "until=2026-11-23T09:30:00"):
        refused = await admin.call("GET", f"/audit?{query}", token=token)
        assert refused.status_code == 422
        assert refused.json()["detail"][0]["loc"] == ["query", query.partition("=")[0]]


@pytest.mark.parametrize(("role", "status"), [("staff", 200), ("customer", 403)])
async def test_staff_read_who_got_which_role_and_customers_do_not(
    client: httpx.AsyncClient, ann: Person, sessions: SessionMaker, role: str, status: int
) -> None:
    admin, admins = await somebody(client, sessions, "ada", role="admin")
    await change(admin, admins, user_id=1, role="staff")
    person, token = await somebody(client, sessions, "sam", role=role)

    answer = await person.call("GET", "/audit", token=token)

    assert answer.status_code == status
    if status == 200:
        assert answer.json()["items"][0]["changes"] == {"role": ["customer", "staff"]}
    assert ann.email not in answer.text
