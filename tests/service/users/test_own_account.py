import httpx
from sqlalchemy import text

from backend_services.shared.db.session import SessionMaker
from tests.service.users.people import Person


async def test_me_is_the_account_of_the_token(ann: Person) -> None:
    answer = await ann.me((await ann.log_in())["access_token"])

    assert answer.status_code == 200
    assert answer.json()["email"] == ann.email
    assert answer.json()["username"] == ann.username
    assert answer.json()["role"] == "customer"


async def test_without_a_token_one_is_asked_for(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/users/me")

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.json()["detail"] == "Not authenticated"


async def test_an_account_that_was_switched_off_is_told_so(
    ann: Person, sessions: SessionMaker
) -> None:
    token = (await ann.log_in())["access_token"]
    async with sessions.begin() as session:
        await session.execute(text("update users set is_active = false"))

    answer = await ann.me(token)

    assert answer.status_code == 401
    assert answer.json()["detail"] == "Inactive user"


async def test_an_account_that_is_gone_is_nobody(ann: Person, sessions: SessionMaker) -> None:
    token = (await ann.log_in())["access_token"]
    async with sessions.begin() as session:
        await session.execute(text("delete from users"))

    answer = await ann.me(token)

    assert answer.status_code == 401
    assert answer.json()["detail"] == "Could not validate credentials"
