from typing import Annotated

from pydantic import Field

from backend_services.shared.audit.log import AuditFilter
from backend_services.shared.audit.schemas import AuditEntryBase, AuditPageBase, AuditPaging
from backend_services.shared.db.limits import CleanText, RowId

_Word = Annotated[CleanText, Field(max_length=64)]


class AuditParams(AuditPaging):
    subject: _Word | None = Field(default=None, examples=["notification:12"])
    actor_user_id: RowId | None = None
    action: _Word | None = None

    def to_filter(self) -> AuditFilter:
        return AuditFilter(
            self.subject, self.actor_user_id, self.action, since=self.since, until=self.until
        )


class AuditEntryOut(AuditEntryBase):
    actor_user_id: Annotated[int | None, Field(description="who had it sent again")]
    subject: str


class AuditLogOut(AuditPageBase):
    items: list[AuditEntryOut]
