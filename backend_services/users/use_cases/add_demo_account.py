from dataclasses import dataclass

from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.http.tokens import Role
from backend_services.users.adapters import accounts
from backend_services.users.adapters.accounts import NewAccount
from backend_services.users.adapters.password_hasher import PasswordHasher


@dataclass(frozen=True, slots=True)
class DemoAccount:
    email: str
    username: str
    password: str | None  # None: nobody signs in with it
    role: Role


async def add_demo_account(
    session: WriteSession, *, account: DemoAccount, hasher: PasswordHasher, clock: Clock
) -> bool:
    """True where it was added, False where it was there; no event, so no mail welcomes it."""
    password_hash = await hasher.hash(account.password) if account.password else None
    added = await accounts.add_if_free(
        session,
        NewAccount(
            email=account.email,
            username=account.username,
            password_hash=password_hash,
            role=account.role,
            email_verified=True,
        ),
        at=clock.now(),
    )
    return added is not None
