from backend_services.products.adapters.audit_log import LOG
from backend_services.shared.audit.log import AuditFilter, AuditPage
from backend_services.shared.db.session import ReadSession


async def browse_audit_log(
    session: ReadSession, *, matching: AuditFilter, limit: int, offset: int
) -> AuditPage:
    return await LOG.find_page(session, matching=matching, limit=limit, offset=offset)
