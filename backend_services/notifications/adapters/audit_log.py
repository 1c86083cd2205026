from typing import Final

from backend_services.notifications.adapters.tables import AUDIT_LOG
from backend_services.shared.audit.log import AuditLog

LOG: Final = AuditLog(AUDIT_LOG, subject="subject")


def named(notification_id: int) -> str:
    """How the log names a notification."""
    return f"notification:{notification_id}"
