from typing import Annotated

from pydantic import BaseModel, Field

from backend_services.shared.db.limits import INT32_MAX, CleanText, RowId
from backend_services.shared.http.tokens import Role
from backend_services.users.adapters.accounts import AccountFilter, AccountPlace


class AccountParams(BaseModel):
    q: Annotated[CleanText, Field(max_length=100)] | None = Field(
        default=None, description="a part of the e-mail address or username"
    )
    role: Role | None = None
    is_active: bool | None = None
    id: list[RowId] = Field(default=[], max_length=100, description="repeated: any of these")
    before: RowId | None = Field(
        default=None, description="only accounts older than that one: the last of a page"
    )
    limit: int = Field(default=20, ge=1, le=100)
    offset: int = Field(default=0, ge=0, le=INT32_MAX)

    def to_filter(self) -> AccountFilter:
        return AccountFilter(
            text=self.q, role=self.role, is_active=self.is_active, ids=tuple(self.id)
        )

    @property
    def place(self) -> AccountPlace:
        return AccountPlace(self.limit, self.offset, self.before)
