from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from backend_services.orders.adapters.audit_log import AuditFilter
from backend_services.shared.db.limits import INT32_MAX, CleanText, RowId
from backend_services.shared.http.wire import WireTime


class AuditParams(BaseModel):
    order_id: RowId | None = None
    actor_user_id: RowId | None = None
    action: Annotated[CleanText, Field(max_length=100)] | None = None
    limit: int = Field(default=20, ge=1, le=100)
    offset: int = Field(default=0, ge=0, le=INT32_MAX)

    def to_filter(self) -> AuditFilter:
        return AuditFilter(
            order_id=self.order_id, actor_user_id=self.actor_user_id, action=self.action
        )


class AuditEntryOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    at: WireTime
    actor_user_id: int
    actor_role: str | None
    action: str
    order_id: int
    changes: Annotated[dict[str, Any], Field(description="from what to what")]
    request_id: str | None


class AuditLogPage(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    items: list[AuditEntryOut]
    total: int
    limit: int
    offset: int
