"""Which events this service reads, and what each of them makes it do."""

from typing import Any, Final

from backend_services.contracts.orders import (
    OrderCancelledV1,
    OrderConfirmedV1,
    OrderCreatedV1,
    OrderDeliveredV1,
    OrderShippedV1,
)
from backend_services.contracts.products import (
    ProductCreatedV1,
    ProductDeletedV1,
    ProductStockChangedV1,
    ProductUpdatedV1,
)
from backend_services.contracts.users import (
    RESET_LINK_LIFETIME,
    VERIFICATION_LINK_LIFETIME,
    UserAccountChangedV1,
    UserEmailVerificationRequestedV1,
    UserPasswordChangedV1,
    UserPasswordResetRequestedV1,
    UserRegisteredV1,
)
from backend_services.notifications.adapters.tables import Addressee
from backend_services.notifications.domain.news import ProductNews
from backend_services.notifications.domain.notice import (
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
    email_verification_notice,
    order_moved_notice,
    order_placed_notice,
    password_changed_notice,
    password_reset_notice,
    welcome_notice,
)
from backend_services.notifications.use_cases.announce_product import announce_product
from backend_services.notifications.use_cases.change_addressee import change_addressee
from backend_services.notifications.use_cases.end_restock_requests import end_restock_requests
from backend_services.notifications.use_cases.hear_of_stock import hear_of_stock
from backend_services.notifications.use_cases.record_notice import Desk, record_notice
from backend_services.shared.db.session import WriteSession
from backend_services.shared.messaging.consumer import Consumes
from backend_services.shared.messaging.envelope import Envelope

_ProductChange = ProductCreatedV1 | ProductUpdatedV1 | ProductStockChangedV1
_UserEvent = (
    UserRegisteredV1
    | UserEmailVerificationRequestedV1
    | UserPasswordResetRequestedV1
    | UserPasswordChangedV1
)
_OrderMove = OrderConfirmedV1 | OrderShippedV1 | OrderDeliveredV1 | OrderCancelledV1


async def on_user_registered(  # noqa: PLR0917 - the consumer calls every handler so
    session: WriteSession, envelope: Envelope[UserRegisteredV1], desk: Desk
) -> None:
    event = envelope.event
    token = event.verification_token
    link = MailedLink(token, VERIFICATION_LINK_LIFETIME) if token else None
    notice = welcome_notice(_owner(event), Welcome(event.username, link))
    await _record(session, envelope, desk, notice)


async def on_email_verification_requested(  # noqa: PLR0917 - as above
    session: WriteSession, envelope: Envelope[UserEmailVerificationRequestedV1], desk: Desk
) -> None:
    event = envelope.event
    link = MailedLink(event.verification_token, VERIFICATION_LINK_LIFETIME)
    notice = email_verification_notice(_owner(event), EmailVerification(event.username, link))
    await _record(session, envelope, desk, notice)


async def on_password_reset_requested(  # noqa: PLR0917 - as above
    session: WriteSession, envelope: Envelope[UserPasswordResetRequestedV1], desk: Desk
) -> None:
    event = envelope.event
    link = MailedLink(event.reset_token, RESET_LINK_LIFETIME)
    notice = password_reset_notice(_owner(event), PasswordReset(event.username, link))
    await _record(session, envelope, desk, notice)


async def on_password_changed(  # noqa: PLR0917 - as above
    session: WriteSession, envelope: Envelope[UserPasswordChangedV1], desk: Desk
) -> None:
    event = envelope.event
    notice = password_changed_notice(_owner(event), PasswordChanged(event.username))
    await _record(session, envelope, desk, notice)


async def on_account_changed(
    session: WriteSession, envelope: Envelope[UserAccountChangedV1], _desk: Desk
) -> None:
    event = envelope.event
    addressee = Addressee(
        user_id=event.user_id,
        email=event.email,
        is_active=event.is_active,
        sequence=envelope.sequence,
    )
    await change_addressee(session, addressee=addressee)


async def on_order_created(  # noqa: PLR0917 - as above
    session: WriteSession, envelope: Envelope[OrderCreatedV1], desk: Desk
) -> None:
    event = envelope.event
    placed = OrderPlaced(
        order_id=event.order_id,
        lines=tuple(
            PlacedLine(
                product_id=line.product_id,
                name=line.name,
                quantity=line.quantity,
                price=line.price,
                subtotal=line.subtotal,
            )
            for line in event.lines
        ),
        total=event.total,
        currency=event.currency,
    )
    await _record(session, envelope, desk, order_placed_notice(_buyer(event), placed))


async def on_order_moved(  # noqa: PLR0917 - as above
    session: WriteSession, envelope: Envelope[_OrderMove], desk: Desk
) -> None:
    event = envelope.event
    moved = OrderMoved(
        order_id=event.order_id,
        old_status=OrderStatus(event.old_status),
        new_status=OrderStatus(event.new_status),
        tracking_number=event.tracking_number if isinstance(event, OrderShippedV1) else None,
        carrier=event.carrier if isinstance(event, OrderShippedV1) else None,
        reason=event.reason if isinstance(event, OrderCancelledV1) else None,
    )
    await _record(session, envelope, desk, order_moved_notice(_buyer(event), moved))


async def on_product_changed(  # noqa: PLR0917 - as above
    session: WriteSession, envelope: Envelope[_ProductChange], desk: Desk
) -> None:
    news, name = _product_news(envelope), envelope.event.name
    if await announce_product(session, news=news, name=name, announcer=desk.announcer):
        await hear_of_stock(session, news=news, restock_wakeups=desk.restock_wakeups)


async def on_product_deleted(  # noqa: PLR0917 - as above
    session: WriteSession, envelope: Envelope[ProductDeletedV1], desk: Desk
) -> None:
    news, name = _product_news(envelope), envelope.event.name
    if await announce_product(session, news=news, name=name, announcer=desk.announcer):
        await end_restock_requests(session, product_id=news.product_id)


def _product_news(envelope: Envelope[_ProductChange] | Envelope[ProductDeletedV1]) -> ProductNews:
    event = envelope.event
    return ProductNews(
        product_id=event.product_id,
        sequence=envelope.sequence,
        price=event.price,
        stock_quantity=event.stock_quantity,
        is_active=event.is_active,
    )


def _owner(event: _UserEvent) -> Recipient:
    return Recipient(user_id=event.user_id, email=event.email)


def _buyer(event: OrderCreatedV1 | _OrderMove) -> Recipient:
    return Recipient(user_id=event.user_id, email=event.user_email)


async def _record(  # noqa: PLR0917 - as above
    session: WriteSession, envelope: Envelope[Any], desk: Desk, notice: Notice
) -> None:
    await record_notice(
        session,
        notice=notice,
        event_id=envelope.event_id,
        occurred_at=envelope.occurred_at,
        desk=desk,
    )


CONSUMES: Final[tuple[Consumes[Desk], ...]] = (
    Consumes(
        source="users",
        handlers={
            UserRegisteredV1: on_user_registered,
            UserEmailVerificationRequestedV1: on_email_verification_requested,
            UserPasswordResetRequestedV1: on_password_reset_requested,
            UserPasswordChangedV1: on_password_changed,
            UserAccountChangedV1: on_account_changed,
        },
    ),
    Consumes(
        source="orders",
        handlers={
            OrderCreatedV1: on_order_created,
            OrderConfirmedV1: on_order_moved,
            OrderShippedV1: on_order_moved,
            OrderDeliveredV1: on_order_moved,
            OrderCancelledV1: on_order_moved,
        },
    ),
    Consumes(
        source="products",
        handlers={
            ProductCreatedV1: on_product_changed,
            ProductUpdatedV1: on_product_changed,
            ProductDeletedV1: on_product_deleted,
            ProductStockChangedV1: on_product_changed,
        },
    ),
)
