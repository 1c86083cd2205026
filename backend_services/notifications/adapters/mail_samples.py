"""Made-up contents, so that each mail can be looked at before anybody gets it."""

from collections.abc import Mapping
from typing import Final

from backend_services.contracts.users import RESET_LINK_LIFETIME, VERIFICATION_LINK_LIFETIME
from backend_services.notifications.domain.notice import (
    BackInStock,
    EmailVerification,
    MailedLink,
    Notice,
    OrderMoved,
    OrderPlaced,
    OrderStatus,
    PasswordChanged,
    PasswordReset,
    PlacedLine,
    Recipient,
    Welcome,
    back_in_stock_notice,
    email_verification_notice,
    order_moved_notice,
    order_placed_notice,
    password_changed_notice,
    password_reset_notice,
    welcome_notice,
)

_ANA: Final = Recipient(user_id=1, email="ana@example.com")
_TO_VERIFY: Final = MailedLink("sample", VERIFICATION_LINK_LIFETIME)
_TO_RESET: Final = MailedLink("sample", RESET_LINK_LIFETIME)


def _moved(old: OrderStatus, new: OrderStatus) -> Notice:
    is_shipped = new is OrderStatus.SHIPPED
    moved = OrderMoved(
        order_id=42,
        old_status=old,
        new_status=new,
        tracking_number="VT 0042 1977" if is_shipped else None,
        carrier="Vitrine Post" if is_shipped else None,
        reason="You asked us to." if new is OrderStatus.CANCELLED else None,
    )
    return order_moved_notice(_ANA, moved)


SAMPLES: Final[Mapping[str, Notice]] = {
    "welcome": welcome_notice(_ANA, Welcome("ana", _TO_VERIFY)),
    "email_verification": email_verification_notice(_ANA, EmailVerification("ana", _TO_VERIFY)),
    "password_reset": password_reset_notice(_ANA, PasswordReset("ana", _TO_RESET)),
    "password_changed": password_changed_notice(_ANA, PasswordChanged("ana")),
    "order_placed": order_placed_notice(
        _ANA,
        OrderPlaced(
            order_id=42,
            lines=(
                PlacedLine(1, "Stoneware teapot", 2, "38.50", "77.00"),
                PlacedLine(2, "Rangefinder camera", 1, "1299.00", "1299.00"),
            ),
            total="1376.00",
            currency="USD",
        ),
    ),
    "order_confirmed": _moved(OrderStatus.PENDING, OrderStatus.CONFIRMED),
    "order_shipped": _moved(OrderStatus.CONFIRMED, OrderStatus.SHIPPED),
    "order_delivered": _moved(OrderStatus.SHIPPED, OrderStatus.DELIVERED),
    "order_cancelled": _moved(OrderStatus.PENDING, OrderStatus.CANCELLED),
    "back_in_stock": back_in_stock_notice(_ANA, BackInStock(1, "Stoneware teapot")),
}
