"""What a person is told, and the words for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from backend_services.notifications.domain.single_line import single_line

_LONGEST_SUBJECT: Final = 120  # characters; clients cut at 40 to 70


class NotificationType(StrEnum):
    WELCOME = "welcome"
    ORDER_CONFIRMATION = "order_confirmation"
    ORDER_STATUS_UPDATE = "order_status_update"


class OrderStatus(StrEnum):
    PENDING = "pending"
    CONFIRMED = "confirmed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Welcome:
    username: str


@dataclass(frozen=True, slots=True)
class PlacedLine:
    product_id: int
    name: str
    quantity: int
    price: str  # decimal, per unit
    subtotal: str


@dataclass(frozen=True, slots=True)
class OrderPlaced:
    order_id: int
    lines: tuple[PlacedLine, ...]
    total: str  # decimal
    currency: str


@dataclass(frozen=True, slots=True)
class OrderMoved:
    order_id: int
    old_status: OrderStatus
    new_status: OrderStatus
    tracking_number: str | None = None
    reason: str | None = None

    @property
    def words(self) -> "StatusWords":
        return STATUS_WORDS[self.new_status]


Content: TypeAlias = Welcome | OrderPlaced | OrderMoved


@dataclass(frozen=True, slots=True)
class StatusWords:
    headline: str
    sentence: str


STATUS_WORDS: Final[Mapping[OrderStatus, StatusWords]] = {
    OrderStatus.PENDING: StatusWords("Your order is in", "We have your order."),
    OrderStatus.CONFIRMED: StatusWords(
        "Your order is confirmed", "Your order has been confirmed and is being prepared."
    ),
    OrderStatus.SHIPPED: StatusWords("It's on its way", "Your order is on the way!"),
    OrderStatus.DELIVERED: StatusWords("It has arrived", "Your order has been delivered. Enjoy!"),
    OrderStatus.CANCELLED: StatusWords(
        "Your order was cancelled",
        "Your order has been cancelled. If you have questions, please contact support.",
    ),
}


@dataclass(frozen=True, slots=True)
class Recipient:
    user_id: int
    email: str


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell one person: as a mail, and as a line on the screen."""

    type: NotificationType
    recipient: Recipient
    subject: str
    summary: str  # one short sentence, for the toast
    content: Content
    order_id: int | None = None
    order_status: OrderStatus | None = None


def welcome_notice(recipient: Recipient, content: Welcome) -> Notice:
    return Notice(
        type=NotificationType.WELCOME,
        recipient=recipient,
        subject="Welcome to Vitrine",
        summary="Your account is ready",
        content=content,
    )


def order_placed_notice(recipient: Recipient, content: OrderPlaced) -> Notice:
    return Notice(
        type=NotificationType.ORDER_CONFIRMATION,
        recipient=recipient,
        subject=_subject(f"Order #{content.order_id} Confirmed"),
        summary=f"Order #{content.order_id} confirmed",
        content=content,
        order_id=content.order_id,
        order_status=OrderStatus.PENDING,
    )


def order_moved_notice(recipient: Recipient, content: OrderMoved) -> Notice:
    number = content.order_id
    return Notice(
        type=NotificationType.ORDER_STATUS_UPDATE,
        recipient=recipient,
        subject=_subject(f"Order #{number} Status: {content.new_status.title()}"),
        summary=f"Order #{number}: {content.old_status} → {content.new_status}",
        content=content,
        order_id=number,
        order_status=content.new_status,
    )


def _subject(text: str) -> str:
    return single_line(text, limit=_LONGEST_SUBJECT)
