from typing import Annotated

from pydantic import Field

from backend_services.shared.audit.log import AuditFilter
from backend_services.shared.audit.schemas import AuditEntryBase, AuditPageBase, AuditPaging
from backend_services.shared.db.limits import CleanText, RowId


class AuditParams(AuditPaging):
    subject_user_id: RowId | None = None
    actor_user_id: RowId | None = None
    action: Annotated[CleanText, Field(max_length=100)] | None = None

    def to_filter(self) -> AuditFilter:
        return AuditFilter(
            self.subject_user_id,
            self.actor_user_id,
            self.action,
            since=self.since,
            until=self.until,
        )


class AuditEntryOut(AuditEntryBase):
    actor_user_id: Annotated[int | None, Field(description="null: a command at the server")]
    subject_user_id: int


class AuditLogPage(AuditPageBase):
    items: list[AuditEntryOut]
