"""`python -m backend_services.users.demo`: the accounts that the demo shop shows."""

import asyncio
from typing import Final

from backend_services.shared.clock import SystemClock
from backend_services.shared.db.engine import create_engine
from backend_services.shared.db.session import SessionMaker, create_sessions, unit_of_work
from backend_services.shared.http.tokens import Role
from backend_services.shared.observability.logging import configure_logging, get_logger
from backend_services.shared.settings import load_settings
from backend_services.users.adapters.password_hasher import PasswordHasher
from backend_services.users.settings import UsersSettings
from backend_services.users.use_cases.add_demo_account import DemoAccount, add_demo_account

log = get_logger()

DEMO_ACCOUNTS: Final = (
    DemoAccount(
        email="shopper@example.com",
        username="shopper",
        password="shopper-demo-password",  # noqa: S106 - shown on the login page
        role=Role.CUSTOMER,
    ),
    DemoAccount(
        email="staff@example.com",
        username="staff",
        password="staff-demo-password",  # noqa: S106 - as above
        role=Role.STAFF,
    ),
    DemoAccount(
        email="admin@example.com",
        username="admin",
        password="admin-demo-password",  # noqa: S106 - as above
        role=Role.ADMIN,
    ),
)
# The other customers, so that the console has somebody to show.
NEIGHBOURS: Final = tuple(
    DemoAccount(email=f"{name}@example.com", username=name, password=None, role=Role.CUSTOMER)
    for name in ("ida", "bruno", "clara", "deniz", "emil", "fatou")
)


async def add_demo_accounts(sessions: SessionMaker, *, hasher: PasswordHasher) -> int:
    """Add those that are missing; answer how many."""
    clock = SystemClock()
    async with unit_of_work(sessions) as session:
        added = [
            await add_demo_account(session, account=account, hasher=hasher, clock=clock)
            for account in (*DEMO_ACCOUNTS, *NEIGHBOURS)
        ]
    return sum(added)


async def _run(settings: UsersSettings) -> None:
    engine = create_engine(settings, application="users-demo")
    try:
        added = await add_demo_accounts(
            create_sessions(engine), hasher=PasswordHasher.from_settings(settings)
        )
    finally:
        await engine.dispose()
    log.info("demo.accounts_added", count=added)


def main() -> None:
    settings = load_settings(UsersSettings)
    if settings.is_production:
        raise SystemExit("setting USERS_ENVIRONMENT: demo accounts are refused in production")
    configure_logging(settings, service="users")
    asyncio.run(_run(settings))


if __name__ == "__main__":
    main()
