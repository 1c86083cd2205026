"""Events as the other services send them; a test names only what matters."""

from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from backend_services.contracts.orders import (
    OrderCancelledV1,
    OrderConfirmedV1,
    OrderCreatedV1,
    OrderLine,
    OrderShippedV1,
)
from backend_services.contracts.products import ProductDeletedV1, ProductStockChangedV1
from backend_services.contracts.users import (
    UserAccountChangedV1,
    UserEmailVerificationRequestedV1,
    UserPasswordChangedV1,
    UserPasswordResetRequestedV1,
    UserRegisteredV1,
)
from backend_services.shared.clock import SystemClock
from backend_services.shared.ids import new_id
from backend_services.shared.messaging.envelope import Envelope
from backend_services.shared.messaging.event import Event

AT: Final = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
HOLD: Final = UUID(int=1)


def _just_now() -> datetime:
    """Of what holds a link: a mail whose link is over is not sent."""
    return SystemClock().now()


def email_of(user_id: int) -> str:
    return f"user{user_id}@example.com"


def registered(
    user_id: int = 7,
    *,
    email: str | None = None,
    token: str | None = None,
    at: datetime | None = None,
) -> Envelope[Any]:
    event = UserRegisteredV1(
        user_id=user_id,
        email=email_of(user_id) if email is None else email,
        username="ana",
        verification_token=token,
    )
    when = at or (_just_now() if token else AT)
    return _envelope(event, about=f"user:{user_id}", sequence=1, at=when)


def verification_requested(
    *, token: str, email: str = "new@example.com", at: datetime | None = None
) -> Envelope[Any]:
    event = UserEmailVerificationRequestedV1(
        user_id=7, email=email, username="ana", verification_token=token
    )
    return _envelope(event, about="user:7", sequence=2, at=at or _just_now())


def reset_requested(*, token: str, user_id: int = 7, at: datetime | None = None) -> Envelope[Any]:
    event = UserPasswordResetRequestedV1(
        user_id=user_id, email=email_of(user_id), username="ana", reset_token=token
    )
    return _envelope(event, about=f"user:{user_id}", sequence=3, at=at or _just_now())


def password_changed(user_id: int = 7) -> Envelope[Any]:
    event = UserPasswordChangedV1(user_id=user_id, email=email_of(user_id), username="ana")
    return _envelope(event, about=f"user:{user_id}", sequence=4)


def account_changed(
    user_id: int = 7, *, email: str | None = None, is_active: bool = True, sequence: int = 5
) -> Envelope[Any]:
    event = UserAccountChangedV1(
        user_id=user_id, email=email or email_of(user_id), is_active=is_active
    )
    return _envelope(event, about=f"user:{user_id}", sequence=sequence)


def order_created(
    order_id: int = 5, *, user_id: int = 7, email: str | None = None, name: str = "Stoneware teapot"
) -> Envelope[Any]:
    line = OrderLine(
        product_id=1, sku="TEAPOT", name=name, price="38.50", quantity=2, subtotal="77.00"
    )
    event = OrderCreatedV1(
        order_id=order_id,
        reservation_id=HOLD,
        user_id=user_id,
        user_email=email_of(user_id) if email is None else email,
        lines=(line,),
        total="77.00",
        currency="USD",
    )
    return _envelope(event, about=f"order:{order_id}", sequence=1)


def order_confirmed(order_id: int = 5, *, user_id: int = 7) -> Envelope[Any]:
    event = OrderConfirmedV1(
        order_id=order_id,
        reservation_id=HOLD,
        user_id=user_id,
        user_email=email_of(user_id),
        old_status="pending",
        new_status="confirmed",
        updated_by="staff",
    )
    return _envelope(event, about=f"order:{order_id}", sequence=2)


def order_shipped(
    order_id: int = 5, *, user_id: int = 7, carrier: str | None = None
) -> Envelope[Any]:
    event = OrderShippedV1(
        order_id=order_id,
        reservation_id=HOLD,
        user_id=user_id,
        user_email=email_of(user_id),
        old_status="confirmed",
        new_status="shipped",
        updated_by="staff",
        tracking_number="VT42",
        carrier=carrier,
    )
    return _envelope(event, about=f"order:{order_id}", sequence=3)


def order_cancelled(order_id: int = 5, *, user_id: int = 7) -> Envelope[Any]:
    event = OrderCancelledV1(
        order_id=order_id,
        reservation_id=HOLD,
        user_id=user_id,
        user_email=email_of(user_id),
        old_status="pending",
        new_status="cancelled",
        updated_by="system",
        reason="We are sorry.",
    )
    return _envelope(event, about=f"order:{order_id}", sequence=2)


def stock_changed(
    product_id: int = 1, *, stock: int = 3, sequence: int = 2, is_active: bool = True
) -> Envelope[Any]:
    event = ProductStockChangedV1(
        product_id=product_id,
        sku="TEAPOT",
        name="Stoneware teapot",
        price="38.50",
        currency="USD",
        stock_quantity=stock,
        is_active=is_active,
    )
    return _envelope(event, about=f"product:{product_id}", sequence=sequence)


def product_deleted(product_id: int = 1, *, stock: int = 0, sequence: int = 3) -> Envelope[Any]:
    event = ProductDeletedV1(
        product_id=product_id,
        sku="TEAPOT",
        name="Stoneware teapot",
        price="38.50",
        currency="USD",
        stock_quantity=stock,
        is_active=False,
    )
    return _envelope(event, about=f"product:{product_id}", sequence=sequence)


def _envelope(event: Event, *, about: str, sequence: int, at: datetime = AT) -> Envelope[Any]:
    return Envelope(
        event_id=new_id(),
        aggregate=about,
        sequence=sequence,
        occurred_at=at,
        event=event,
        headers={"request_id": "test-request"},
    )
