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
    order_href: str = ""


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
