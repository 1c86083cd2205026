import httpx
from sqlalchemy import select

from backend_services.shared.db.session import SessionMaker
from backend_services.shared.messaging.tables import OUTBOX
from backend_services.users.adapters.password_hasher import PasswordHasher
from backend_services.users.demo import DEMO_ACCOUNTS, NEIGHBOURS, add_demo_accounts
from tests.service.users.people import Person


async def test_demo_accounts_are_added_once_without_a_welcome(
    client: httpx.AsyncClient, sessions: SessionMaker
) -> None:
    hasher = PasswordHasher(cost=4, at_once=1, queue_timeout=5)

    assert (
        await add_demo_accounts(sessions, hasher=hasher)
        == len(DEMO_ACCOUNTS) + len(NEIGHBOURS)
        == 9
    )
    assert await add_demo_accounts(sessions, hasher=hasher) == 0

    assert len(DEMO_ACCOUNTS) + len(NEIGHBOURS) == 9
    async with sessions() as session:
        assert (await session.execute(select(OUTBOX))).all() == []
    roles: dict[str, str] = {}
    for account in DEMO_ACCOUNTS:
        assert account.password is not None
        person = Person(client, account.email, account.username, account.password)
        token = (await person.log_in())["access_token"]
        roles[account.email] = (await person.me(token)).json()["role"]
    assert roles == {
        "shopper@example.com": "customer",
        "staff@example.com": "staff",
        "admin@example.com": "admin",
    }
