"""What only staff get to see, as it travels; only the fields the console needs."""

from datetime import datetime
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
