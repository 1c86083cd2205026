from dataclasses import dataclass

from backend_services.shared.audit.actor import COMMAND
from backend_services.shared.audit.log import Act
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.http.tokens import Role
from backend_services.users.adapters import accounts
from backend_services.users.adapters.accounts import NewAccount
from backend_services.users.adapters.audit_log import LOG
from backend_services.users.adapters.tables import User
from backend_services.users.domain.errors import EmailOrUsernameTaken


@dataclass(frozen=True, slots=True)
class NewAdmin:
    email: str
    username: str
    password_hash: str


async def add_admin(session: WriteSession, *, admin: NewAdmin, clock: Clock) -> User:
    """Open an account for somebody who has none; its address needs no proof.

    Raises:
        EmailOrUsernameTaken: one of them, or both, belong to somebody.
    """
    now = clock.now()
    user = await accounts.add_if_free(
        session,
        NewAccount(
            email=admin.email,
            username=admin.username,
            password_hash=admin.password_hash,
            role=Role.ADMIN,
            email_verified=True,
        ),
        at=now,
    )
    if user is None:
        raise EmailOrUsernameTaken
    changes = {"role": [None, Role.ADMIN.value]}
    await LOG.record(session, Act("admin_appointed", user.id, changes), actor=COMMAND, at=now)
    return user
