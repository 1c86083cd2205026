from backend_services.shared.db.session import ReadSession
from backend_services.users.adapters import audit_log
from backend_services.users.adapters.audit_log import AuditFilter, AuditPage


async def browse_audit_log(
    session: ReadSession, *, matching: AuditFilter, limit: int, offset: int
) -> AuditPage:
    return await audit_log.find_page(session, matching=matching, limit=limit, offset=offset)
