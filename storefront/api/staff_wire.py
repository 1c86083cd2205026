"""What only staff get to see, as it travels; only the fields the console needs."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from storefront.api.wire import Amount, OrderLineOut, Wire


class StaffStepOut(Wire):
    status: str
    at: datetime
    actor: str = ""
    actor_id: int | None = None
    reason: str | None = None


class StaffOrderOut(Wire):
    id: int
    user_id: int
    user_email: str = ""
    status: str
    total_amount: Amount
    currency: str = "USD"
    tracking_number: str | None = None
    carrier: str | None = None
    version: int = 1
    created_at: datetime
    items: list[OrderLineOut]
    timeline: tuple[StaffStepOut, ...] = ()


class StaffOrderPage(Wire):
    items: list[StaffOrderOut]
    total: int
    next_cursor: str | None = None


class DayOut(Wire):
    day: date
    orders: int
    cancelled: int
    revenue: Amount


class CartsOut(Wire):
    begun: int
    ordered: int
    conversion: float | None = None


class SalesOut(Wire):
    currency: str = "USD"
    orders: int
    cancelled: int
    revenue: Amount
    average_order: Amount | None = None
    days: list[DayOut]
    carts: CartsOut


class VariantOut(Wire):
    width: int
    url: str


class StaffPictureOut(Wire):
    id: UUID
    alt: str = ""
    width: int | None = None
    height: int | None = None
    url: str
    variants: tuple[VariantOut, ...] = ()


class StaffProductOut(Wire):
    id: int
    name: str
    description: str | None = None
    price: Amount
    compare_at_price: Amount | None = None
    currency: str = "USD"
    stock_quantity: int
    sku: str
    category: str | None = None
    is_active: bool = True
    image_url: str | None = None
    image_alt: str | None = None
    pictures: tuple[StaffPictureOut, ...] = ()
    version: str = ""


class StaffProductPage(Wire):
    items: list[StaffProductOut]
    total: int
    next_cursor: str | None = None


class MovementOut(Wire):
    version: int
    at: datetime
    cause: str
    on_hand_change: int
    reserved_change: int
    on_hand: int
    reserved: int
    available: int
    actor_user_id: int | None = None
    reason: str | None = None


class MovementList(Wire):
    items: list[MovementOut]
    next_before: int | None = None


class PriceOut(Wire):
    price: Amount
    compare_at_price: Amount | None = None
    currency: str = "USD"
    at: datetime
    actor_user_id: int | None = None


class PriceList(Wire):
    items: list[PriceOut]


class BadLineOut(Wire):
    line: int
    field: str
    message: str


class ImportOut(Wire):
    dry_run: bool
    lines: int
    created: int
    updated: int
    unchanged: int
    errors: tuple[BadLineOut, ...] = ()


class MailRowOut(Wire):
    id: int
    type: str
    recipient_email: str
    subject: str
    order_id: int | None = None
    user_id: int | None = None
    status: str
    error_message: str | None = None
    created_at: datetime
    sent_at: datetime | None = None
    resend_of_id: int | None = None


class MailPage(Wire):
    notifications: list[MailRowOut]
    total: int


class MailCountsOut(Wire):
    failed: int
    pending: int
    sent_today: int


class PreviewOut(Wire):
    subject: str
    html: str
    text: str


class MailOut(PreviewOut):
    to: str = ""
    is_redacted: bool = False


class TemplateOut(Wire):
    name: str
    subject: str


class TemplateList(Wire):
    templates: list[TemplateOut]


class DeadLetterOut(Wire):
    id: int
    queue: str
    type: str | None = None
    aggregate: str | None = None
    reason: str
    failed_at: datetime
    redriven_at: datetime | None = None


class DeadLetterPage(Wire):
    items: list[DeadLetterOut]
    total: int
    depths: dict[str, int]


class RedrivenOut(Wire):
    redriven: int


class PersonOut(Wire):
    id: int
    email: str
    username: str
    is_active: bool
    role: str
    created_at: datetime
    email_verified: bool = False


class PeoplePage(Wire):
    items: list[PersonOut]
    total: int


class AuditEntryOut(Wire):
    """One shape for three logs: of orders, products and accounts."""

    id: int
    at: datetime
    actor_user_id: int | None = None
    actor_role: str | None = None
    action: str
    subject: str = ""
    order_id: int | None = None
    subject_user_id: int | None = None
    changes: dict[str, Any]
    request_id: str | None = None


class AuditPage(Wire):
    items: list[AuditEntryOut]
    total: int


class ServiceHealthOut(Wire):
    status: str
    response_time_ms: float | None = None
    error: str | None = None


class HealthOut(Wire):
    status: str
    timestamp: datetime
    services: dict[str, ServiceHealthOut]
