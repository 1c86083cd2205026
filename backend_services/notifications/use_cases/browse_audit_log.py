from backend_services.notifications.adapters.audit_log import LOG
from backend_services.shared.audit.log import AuditFilter, AuditPage, AuditPlace
from backend_services.shared.db.session import ReadSession


async def browse_audit_log(
    session: ReadSession, *, matching: AuditFilter, place: AuditPlace
) -> AuditPage:
    return await LOG.find_page(session, matching=matching, place=place)
