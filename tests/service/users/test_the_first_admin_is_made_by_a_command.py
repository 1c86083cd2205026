import argparse
import io

import httpx
import pytest
from pydantic import ValidationError
from sqlalchemy import text

from backend_services.shared.db.session import SessionMaker
from backend_services.shared.errors import AppError
from backend_services.users.adapters.password_hasher import PasswordHasher
from backend_services.users.create_admin import create_admin
from tests.service.users.people import Person

PASSWORD = "ada's long secret"
HASHER = PasswordHasher(cost=4, at_once=1, queue_timeout=5)


async def run(
    sessions: SessionMaker, *, email: str = "Ada@example.com", username: str | None = None
) -> str:
    arguments = argparse.Namespace(email=email, username=username, password_stdin=True)
    return await create_admin(sessions, arguments=arguments, hasher=HASHER)


@pytest.fixture(autouse=True)
def _typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))


async def audited(sessions: SessionMaker) -> list[tuple[str, int | None]]:
    async with sessions() as session:
        rows = await session.execute(text("select action, actor_user_id from audit_log"))
        return [(row.action, row.actor_user_id) for row in rows]


async def test_an_account_is_opened_for_somebody_who_has_none(
    client: httpx.AsyncClient, sessions: SessionMaker
) -> None:
    said = await run(sessions)

    assert said == "Account 1 was opened for an admin."
    ada = Person(client, email="ada@example.com", username="ada", password=PASSWORD)
    me = (await ada.me((await ada.log_in())["access_token"])).json()
    assert (me["role"], me["username"], me["email_verified"]) == ("admin", "ada", True)
    assert await audited(sessions) == [("admin_appointed", None)]


async def test_somebody_with_an_account_becomes_an_admin_and_keeps_their_password(
    ann: Person, sessions: SessionMaker
) -> None:
    before = await ann.log_in()

    said = await run(sessions, email=ann.email)

    assert said == "Account 1 is an admin's now; sign in again to use it."
    assert (await ann.refresh(before["refresh_token"])).status_code == 401
    assert (await ann.me((await ann.log_in())["access_token"])).json()["role"] == "admin"


async def test_a_taken_username_is_refused(ann: Person, sessions: SessionMaker) -> None:
    with pytest.raises(AppError, match="Email or username already exists"):
        await run(sessions, username=ann.username)

    assert await audited(sessions) == []


@pytest.mark.parametrize("email", ["no address", "a\x00b@example.com"])
async def test_what_no_account_may_have_is_refused(sessions: SessionMaker, email: str) -> None:
    with pytest.raises(ValidationError):
        await run(sessions, email=email)

    assert await audited(sessions) == []
