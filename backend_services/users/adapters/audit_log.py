from typing import Final

from backend_services.shared.audit.actor import Actor
from backend_services.shared.audit.log import AuditLog
from backend_services.users.adapters.tables import AUDIT_LOG, User

LOG: Final = AuditLog(AUDIT_LOG, subject="subject_user_id")


def owner(user: User) -> Actor:
    """Somebody who does something to their own account."""
    return Actor(user_id=user.id, role=user.role.value)
