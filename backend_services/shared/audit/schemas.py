from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from backend_services.shared.audit.log import AuditFilter, AuditPage
from backend_services.shared.db.limits import INT32_MAX, CleanText, RowId
from backend_services.shared.http.wire import WireTime

_Word = Annotated[CleanText, Field(max_length=64)]


class AuditParams(BaseModel):
    subject: _Word | None = Field(default=None, examples=["product:12"])
    actor_user_id: RowId | None = None
    action: _Word | None = None
    limit: int = Field(default=20, ge=1, le=100)
    offset: int = Field(default=0, ge=0, le=INT32_MAX)

    def to_filter(self) -> AuditFilter:
        return AuditFilter(
            subject=self.subject, actor_user_id=self.actor_user_id, action=self.action
        )


class AuditEntryOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    at: WireTime
    actor_user_id: Annotated[int | None, Field(description="null: a command at the server")]
    actor_role: str | None
    action: str
    subject: str
    changes: dict[str, Any]
    request_id: str | None


class AuditLogOut(BaseModel):
    items: list[AuditEntryOut]
    total: int
    limit: int
    offset: int

    @classmethod
    def of(cls, page: AuditPage) -> "AuditLogOut":
        return cls(
            items=[AuditEntryOut.model_validate(dict(row)) for row in page.items],
            total=page.total,
            limit=page.limit,
            offset=page.offset,
        )
