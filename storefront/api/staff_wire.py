"""What only staff get to see, as it travels; only the fields the console needs."""

from datetime import datetime
from uuid import UUID

from pydantic import Field, JsonValue

from storefront.api.wire import Amount, OrderLineOut, ProductFacts, VariantOut, Wire


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


class StaffPictureOut(Wire):
    id: UUID
    alt: str = ""
    width: int | None = None
    height: int | None = None
    url: str
    variants: tuple[VariantOut, ...] = ()


class StaffProductOut(ProductFacts):
    pictures: tuple[StaffPictureOut, ...] = ()
    version: str = ""


class StaffProductPage(Wire):
    items: list[StaffProductOut]
    total: int
    next_cursor: str | None = None


class ProductLabelOut(Wire):
    id: int
    name: str
    currency: str = "USD"


class ProductLabelList(Wire):
    items: list[ProductLabelOut]


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
    next_cursor: int | None = None


class MailCountsOut(Wire):
    failed: int
    pending: int
    sent_today: int


class MailHeaderOut(Wire):
    name: str
    value: str


class DeliveryOut(Wire):
    attempts: int = 0
    attempts_allowed: int = 0
    next_attempt_at: datetime | None = None
    resent_by: int | None = None


class MailOut(Wire):
    subject: str
    html: str
    text: str
    is_redacted: bool
    headers: list[MailHeaderOut] = Field(default_factory=list[MailHeaderOut])
    delivery: DeliveryOut = DeliveryOut()


class TemplateOut(Wire):
    name: str
    subject: str


class TemplateListOut(Wire):
    templates: list[TemplateOut]


class PreviewOut(Wire):
    subject: str
    html: str
    text: str


class DeadLetterOut(Wire):
    id: int
    queue: str
    type: str | None = None
    aggregate: str | None = None
    happened_at: datetime | None = None
    attempts: int = 0
    reason: str
    failed_at: datetime


class DeadLettersOut(Wire):
    items: list[DeadLetterOut]
    total: int
    depths: dict[str, int]


class ContentsOut(Wire):
    fields: dict[str, str]


class RedrivenOut(Wire):
    redriven: int


class AccountOut(Wire):
    id: int
    email: str
    username: str
    is_active: bool
    role: str
    created_at: datetime
    email_verified: bool = False
    pending_email: str | None = None


class AccountPage(Wire):
    items: list[AccountOut]
    total: int


class SpentOut(Wire):
    amount: Amount
    currency: str = "USD"


class CustomerOut(Wire):
    orders: int
    cancelled: int
    spent: tuple[SpentOut, ...] = ()
    last_order_at: datetime | None = None


class AuditEntryOut(Wire):
    """An entry of any service's log; each names what was changed in its own way."""

    id: int
    at: datetime
    actor_user_id: int | None = None
    actor_role: str | None = None
    action: str
    changes: dict[str, JsonValue]
    subject: str = ""  # products: 'product:12'
    order_id: int = 0
    subject_user_id: int = 0


class AuditPage(Wire):
    items: list[AuditEntryOut]
    next_before: int | None = None


class LineProblemOut(Wire):
    line: int
    sku: str = ""
    field: str = ""
    reason: str


class ImportOut(Wire):
    state: str | None = None
    lines: int
    written: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    reason: str | None = None
    problems: tuple[LineProblemOut, ...] = ()
    problem_count: int = 0
