from backend_services.shared.audit.actor import COMMAND
from backend_services.shared.audit.log import Act
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.http.tokens import Role
from backend_services.users.adapters import accounts, sign_ins
from backend_services.users.adapters.audit_log import LOG
from backend_services.users.adapters.tables import User
from backend_services.users.domain.errors import UserNotFound


async def appoint_admin(session: WriteSession, *, email: str, clock: Clock) -> User:
    """Make the account an admin's; whoever may use the server's command line is trusted.

    Raises:
        UserNotFound: nobody has an account with that address.
    """
    found = await accounts.find_by_email(session, email=email)
    user = await accounts.lock(session, user_id=found.id) if found else None
    if user is None:
        raise UserNotFound
    now = clock.now()
    changes = {"role": [user.role.value, Role.ADMIN.value], "is_active": [user.is_active, True]}
    user.role, user.is_active, user.updated_at = Role.ADMIN, True, now
    user.version += 1
    await sign_ins.revoke_all(session, user_id=user.id, at=now)
    await LOG.record(session, Act("admin_appointed", user.id, changes), actor=COMMAND, at=now)
    return user
