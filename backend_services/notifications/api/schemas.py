from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Final

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
)

from backend_services.notifications.adapters.repository import NotificationFilter, Slice
from backend_services.notifications.domain.delivery import MailStatus
from backend_services.notifications.domain.notice import NotificationType
from backend_services.shared.db.limits import INT32_MAX, CleanText, RowId
from backend_services.shared.http.wire import Moment, WireTime


class DeliveryStatus(StrEnum):
    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"


# The reference ignores empty filters; forms send them.
_NothingIsNone = BeforeValidator(lambda value: None if value in {"", "0"} else value)


class NotificationQuery(BaseModel):
    recipient: Annotated[
        CleanText | None, Field(max_length=254, description="any part of the address")
    ] = None
    status: Annotated[DeliveryStatus | None, _NothingIsNone] = None
    type: Annotated[NotificationType | None, _NothingIsNone] = None
    order_id: Annotated[RowId | None, _NothingIsNone] = None
    user_id: Annotated[RowId | None, _NothingIsNone] = None
    created_from: Annotated[
        Moment | None, _NothingIsNone, Field(description="with an offset or Z")
    ] = None
    created_to: Annotated[Moment | None, _NothingIsNone, Field(description="not included")] = None
    cursor: Annotated[
        RowId | None,
        _NothingIsNone,
        Field(description="a page's `next_cursor`: continue after it; `page` counts from there"),
    ] = None
    page: Annotated[int, Field(ge=1, le=INT32_MAX)] = 1
    page_size: Annotated[int, Field(ge=1, le=100)] = 20

    def part(self) -> Slice:
        offset = (self.page - 1) * self.page_size
        return Slice(limit=self.page_size, offset=offset, before=self.cursor)

    def matching(self) -> NotificationFilter:
        return NotificationFilter(
            recipient=self.recipient or None,
            statuses=_STATUSES[self.status],
            type=self.type,
            order_id=self.order_id,
            user_id=self.user_id,
            created_from=self.created_from,
            created_to=self.created_to,
        )


_STATUSES: Final[Mapping[DeliveryStatus | None, frozenset[MailStatus]]] = {
    None: frozenset(MailStatus),
    DeliveryStatus.PENDING: frozenset({MailStatus.PENDING, MailStatus.SENDING}),
    DeliveryStatus.SENT: frozenset({MailStatus.SENT}),
    DeliveryStatus.FAILED: frozenset({MailStatus.FAILED}),
}


class NotificationOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    type: NotificationType
    recipient_email: str
    subject: str
    order_id: int | None
    user_id: int | None
    status: DeliveryStatus
    error_message: str | None
    created_at: WireTime
    sent_at: WireTime | None
    resend_of_id: int | None  # the mail that this one repeats
    request_id: str | None  # of the request that caused it, as logs and events have it

    @field_validator("status", mode="before")
    @classmethod
    def _under_way_is_pending(cls, status: MailStatus) -> str:
        return DeliveryStatus.PENDING if status is MailStatus.SENDING else status


class NotificationPage(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    notifications: list[NotificationOut]
    total: int
    next_cursor: Annotated[int | None, Field(description="null: this page is the last")]


class RestockRequestOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    product_id: int
    asked_at: WireTime


class RestockRequestList(BaseModel):
    restock_requests: list[RestockRequestOut]
