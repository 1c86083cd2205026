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
class MailShown:
    """A mail or a template, to be shown in a sandboxed frame."""

    title: str = ""
    to: str = ""
    html: str = ""
    text: str = ""
    is_redacted: bool = False
