from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field

from backend_services.shared.audit.log import AuditPlace
from backend_services.shared.db.limits import INT32_MAX
from backend_services.shared.http.wire import Moment, WireTime

_LARGEST_ID: Final = 2**63 - 1  # PostgreSQL's bigint


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
    next_before: Annotated[
        int | None, Field(description="`before` of the next page; null: the last one")
    ]


class AuditPaging(BaseModel):
    limit: int = Field(default=20, ge=1, le=100)
    offset: int = Field(default=0, ge=0, le=INT32_MAX)
    before: int | None = Field(
        default=None, ge=1, le=_LARGEST_ID, description="only what is older than that entry"
    )
    since: Moment | None = Field(default=None, description="with an offset or Z")
    until: Moment | None = Field(default=None, description="not included")

    @property
    def place(self) -> AuditPlace:
        return AuditPlace(self.limit, self.offset, self.before)
