from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from backend_services.shared.db.limits import INT32_MAX
from backend_services.shared.http.wire import WireTime


class AuditEntryBase(BaseModel):
    """What every service's log shows; whom and what it names is the service's own."""

    id: int
    at: WireTime
    actor_role: str | None
    action: str
    changes: Annotated[dict[str, Any], Field(description="from what to what")]
    request_id: str | None


class AuditPageBase(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    total: int
    limit: int
    offset: int


class AuditPaging(BaseModel):
    limit: int = Field(default=20, ge=1, le=100)
    offset: int = Field(default=0, ge=0, le=INT32_MAX)
