from backend_services.orders.adapters import audit_log
from backend_services.orders.adapters.audit_log import AuditFilter, AuditPage
from backend_services.shared.db.session import ReadSession


async def browse_audit_log(
    session: ReadSession, *, matching: AuditFilter, limit: int, offset: int
) -> AuditPage:
    return await audit_log.find_page(session, matching=matching, limit=limit, offset=offset)
