"""What a person is told, and the words for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Final, TypeAlias

from backend_services.notifications.domain.single_line import single_line

_LONGEST_SUBJECT: Final = 120  # characters; clients cut at 40 to 70
_ONE_LINE: Final = 60  # characters of a subject that ends in a name of any length


class NotificationType(StrEnum):
    WELCOME = "welcome"
    ORDER_CONFIRMATION = "order_confirmation"
    ORDER_STATUS_UPDATE = "order_status_update"
    EMAIL_VERIFICATION = "email_verification"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - a kind of mail
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - as above
    BACK_IN_STOCK = "back_in_stock"


class OrderStatus(StrEnum):
    PENDING = "pending"
    CONFIRMED = "confirmed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class MailedLink:
    """What proves its reader; whoever knows it can use it, once, while it lives."""

    token: str = field(repr=False)
    lifetime: timedelta

    @property
    def lifetime_words(self) -> str:
        hours = round(self.lifetime / timedelta(hours=1))
        return "1 hour" if hours == 1 else f"{hours} hours"


@dataclass(frozen=True, slots=True)
class Welcome:
    username: str
    link: MailedLink | None = None  # None: the address needs no proof


@dataclass(frozen=True, slots=True)
class EmailVerification:
    username: str
    link: MailedLink


@dataclass(frozen=True, slots=True)
class PasswordReset:
    username: str
    link: MailedLink


@dataclass(frozen=True, slots=True)
class PasswordChanged:
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
    carrier: str | None = None
    reason: str | None = None

    @property
    def words(self) -> "StatusWords":
        return STATUS_WORDS[self.new_status]


@dataclass(frozen=True, slots=True)
class BackInStock:
    product_id: int
    name: str


Content: TypeAlias = (
    Welcome
    | EmailVerification
    | PasswordReset
    | PasswordChanged
    | OrderPlaced
    | OrderMoved
    | BackInStock
)


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

    @property
    def link(self) -> MailedLink | None:
        """The secret inside: such a mail is confidential."""
        match self.content:
            case Welcome(link=link) | EmailVerification(link=link) | PasswordReset(link=link):
                return link
            case _:
                return None

    @property
    def is_news(self) -> bool:
        """Whether sockets tell of it; what concerns the account itself is for its mailbox only."""
        return self.order_id is not None or isinstance(self.content, BackInStock)


def welcome_notice(recipient: Recipient, content: Welcome) -> Notice:
    return Notice(
        type=NotificationType.WELCOME,
        recipient=recipient,
        subject="Welcome to Vitrine",
        summary="Your account is ready",
        content=content,
    )


def email_verification_notice(recipient: Recipient, content: EmailVerification) -> Notice:
    return Notice(
        type=NotificationType.EMAIL_VERIFICATION,
        recipient=recipient,
        subject="Confirm your e-mail address",
        summary="A link to confirm your e-mail address is on its way",
        content=content,
    )


def password_reset_notice(recipient: Recipient, content: PasswordReset) -> Notice:
    return Notice(
        type=NotificationType.PASSWORD_RESET,
        recipient=recipient,
        subject="Choose a new password",
        summary="A link to choose a new password is on its way",
        content=content,
    )


def password_changed_notice(recipient: Recipient, content: PasswordChanged) -> Notice:
    return Notice(
        type=NotificationType.PASSWORD_CHANGED,
        recipient=recipient,
        subject="Your password was changed",
        summary="Your password was changed",
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


def back_in_stock_notice(recipient: Recipient, content: BackInStock) -> Notice:
    return Notice(
        type=NotificationType.BACK_IN_STOCK,
        recipient=recipient,
        subject=single_line(f"Back in stock: {content.name}", limit=_ONE_LINE),
        summary="You asked us to tell you.",
        content=content,
    )


def _subject(text: str) -> str:
    return single_line(text, limit=_LONGEST_SUBJECT)
