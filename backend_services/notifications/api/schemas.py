from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from backend_services.notifications.adapters.repository import NotificationFilter
from backend_services.notifications.domain.delivery import MailStatus
from backend_services.notifications.domain.notice import NotificationType
from backend_services.shared.db.limits import INT32_MAX, CleanText, RowId
from backend_services.shared.http.wire import WireTime


class DeliveryStatus(StrEnum):
    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"


# The reference ignores empty filters; forms send them.
_NothingIsNone = BeforeValidator(lambda value: None if value in {"", "0"} else value)


class NotificationQuery(BaseModel):
    recipient: Annotated[CleanText | None, Field(max_length=254)] = None
    status: Annotated[DeliveryStatus | None, _NothingIsNone] = None
    order_id: Annotated[RowId | None, _NothingIsNone] = None
    page: Annotated[int, Field(ge=1, le=INT32_MAX)] = 1
    page_size: Annotated[int, Field(ge=1, le=100)] = 20

    def matching(self) -> NotificationFilter:
        return NotificationFilter(
            recipient=self.recipient or None,
            statuses=_STATUSES[self.status],
            order_id=self.order_id,
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

    @field_validator("status", mode="before")
    @classmethod
    def _under_way_is_pending(cls, status: MailStatus) -> str:
        return DeliveryStatus.PENDING if status is MailStatus.SENDING else status


class NotificationPage(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    notifications: list[NotificationOut]
    total: int
