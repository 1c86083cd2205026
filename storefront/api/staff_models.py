"""What the staff console shows, ready to be shown."""

from dataclasses import dataclass, field

from storefront.api.models import OrderLine, TimelineStep


@dataclass(frozen=True, kw_only=True)
class StaffOrderRow:
    number: str = ""
    order_id: int = 0
    email: str = ""
    placed_at: str = ""
    status: str = ""
    status_label: str = ""
    total: str = ""
    contents: str = ""  # what is in it, in one line
    version: int = 0
    href: str = ""
    next_statuses: list[str] = field(default_factory=list[str])


@dataclass(frozen=True, kw_only=True)
class StaffOrderDetail(StaffOrderRow):
    user_id: int = 0
    customer_href: str = ""
    changes_href: str = ""
    tracking: str = ""
    lines: list[OrderLine] = field(default_factory=list[OrderLine])
    timeline: list[TimelineStep] = field(default_factory=list[TimelineStep])


@dataclass(frozen=True, kw_only=True)
class MailRow:
    """A mail to a customer and how it fared."""

    id: int = 0
    kind: str = ""
    recipient: str = ""
    subject: str = ""
    status: str = ""
    status_label: str = ""
    at: str = ""
    problem: str = ""
    is_copy: bool = False
    href: str = ""
    order_href: str = ""
    order_number: str = ""
    user_id: int = 0


@dataclass(frozen=True, kw_only=True)
class MailFigures:
    failed: int = 0
    waiting: int = 0
    sent_today: int = 0


@dataclass(frozen=True, kw_only=True)
class MailHeader:
    name: str = ""
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class MailBody:
    """What its reader sees; the HTML is for a sandboxed frame only."""

    subject: str = ""
    html: str = ""
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class MailDetail(MailRow):
    body: MailBody = field(default_factory=MailBody)
    headers: list[MailHeader] = field(default_factory=list[MailHeader])
    is_hidden: bool = False  # its one-time link is blotted out
    created_at: str = ""
    sent_at: str = ""
    attempts: str = ""
    next_attempt: str = ""
    advice: str = ""  # what to do about the problem
    wanted_by: str = ""  # of a copy: who wanted it
    first_href: str = ""  # of a copy: the mail it repeats
    audit_href: str = ""
    customer_href: str = ""
    can_retry: bool = False
    can_resend: bool = False


@dataclass(frozen=True, kw_only=True)
class TemplateLink:
    name: str = ""
    label: str = ""
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class DeadLetterRow:
    """A message that a service gave up."""

    id: int = 0
    what: str = ""  # the event's type
    about: str = ""  # like order:42
    about_href: str = ""
    reason: str = ""
    queue: str = ""
    happened_at: str = ""
    failed_at: str = ""
    attempts: int = 0
    contents: str = ""  # what it says, once somebody asked


@dataclass(frozen=True, kw_only=True)
class DeadLetterBox:
    """What one service gave up; `problem`: it does not say."""

    service: str = ""
    label: str = ""
    letters: list[DeadLetterRow] = field(default_factory=list[DeadLetterRow])
    waiting: int = 0  # in the broker: with those that nobody wrote a reason for
    summary: str = ""
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class StaffProductRow:
    """`price` is what a field holds, `price_label` what people read."""

    id: int = 0
    name: str = ""
    sku: str = ""
    category: str = ""
    price: str = ""
    price_label: str = ""
    stock: int = 0
    stock_label: str = ""
    stock_level: str = "in"
    is_active: bool = True
    image_url: str = ""
    tile: int = 0
    version: str = ""
    href: str = ""
    conflict: str = ""  # why the last edit was not taken


@dataclass(frozen=True, kw_only=True)
class StaffPicture:
    id: str = ""
    alt: str = ""
    url: str = ""
    is_first: bool = False
    is_last: bool = False


@dataclass(frozen=True, kw_only=True)
class StaffProductDetail(StaffProductRow):
    description: str = ""
    compare_at_price: str = ""
    pictures: list[StaffPicture] = field(default_factory=list[StaffPicture])


@dataclass(frozen=True, kw_only=True)
class StockLine:
    """One line of a product's books."""

    key: str = ""
    at: str = ""
    what: str = ""
    change: str = ""
    left: str = ""
    who: str = ""


@dataclass(frozen=True, kw_only=True)
class PriceLine:
    key: str = ""
    at: str = ""
    price: str = ""
    before: str = ""


@dataclass(frozen=True, kw_only=True)
class CustomerRow:
    """Somebody with an account; staff and admins have one too."""

    user_id: int = 0
    name: str = ""
    email: str = ""
    is_proven: bool = False  # that the address is theirs
    role: str = ""
    role_label: str = ""
    is_active: bool = True
    status: str = ""
    status_label: str = ""
    since: str = ""
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class CustomerDetail(CustomerRow):
    pending_email: str = ""
    orders: str = ""  # how many, in words
    spent: str = ""
    last_order: str = ""


@dataclass(frozen=True, kw_only=True)
class FieldChange:
    label: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class AuditLine:
    """Who changed what, when, from what to what."""

    key: str = ""
    at: str = ""
    who: str = ""
    role: str = ""
    deed: str = ""
    what: str = ""
    href: str = ""  # of what was changed
    changes: list[FieldChange] = field(default_factory=list[FieldChange])


@dataclass(frozen=True, kw_only=True)
class CategoryChoice:
    name: str = ""
    label: str = ""  # with how many products it has


@dataclass(frozen=True, kw_only=True)
class BadLine:
    """What is wrong with a line of a file."""

    key: str = ""
    line: int = 0
    sku: str = ""
    field: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """What a file would do, does or did."""

    state: str = ""  # empty: nothing was to be changed
    lines: int = 0
    written: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    reason: str = ""
    bad_lines: list[BadLine] = field(default_factory=list[BadLine])
    problem_count: int = 0

    @property
    def to_write(self) -> int:
        return self.created + self.updated
