from typing import Final

from backend_services.orders.adapters.tables import AUDIT_LOG
from backend_services.shared.audit.log import AuditLog

LOG: Final = AuditLog(AUDIT_LOG, subject="order_id")
