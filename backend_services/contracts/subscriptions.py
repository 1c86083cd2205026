"""Who hears whom.

Publishers set up the queues of their hearers too: what is published before a hearer has ever run,
or after a broker lost its memory, waits for it.
"""

from typing import Final

from backend_services.contracts.orders import (
    OrderCancelledV1,
    OrderConfirmedV1,
    OrderCreatedV1,
    OrderDeliveredV1,
    OrderRejectedV1,
    OrderShippedV1,
)
from backend_services.contracts.products import (
    ProductCreatedV1,
    ProductDeletedV1,
    ProductStockChangedV1,
    ProductUpdatedV1,
    StockUnavailableV1,
)
from backend_services.contracts.users import (
    UserAccountChangedV1,
    UserEmailVerificationRequestedV1,
    UserPasswordChangedV1,
    UserPasswordResetRequestedV1,
    UserRegisteredV1,
)
from backend_services.shared.messaging.event import Event
from backend_services.shared.messaging.topology import Subscription


def _hears(consumer: str, *types: type[Event], of: str) -> Subscription:
    return Subscription(consumer, of, tuple(sorted(event.type for event in types)))


SUBSCRIPTIONS: Final = (
    _hears("orders", StockUnavailableV1, of="products"),
    _hears("products", OrderCreatedV1, OrderCancelledV1, OrderRejectedV1, of="orders"),
    _hears(
        "notifications",
        OrderCreatedV1,
        OrderConfirmedV1,
        OrderShippedV1,
        OrderDeliveredV1,
        OrderCancelledV1,
        of="orders",
    ),
    _hears(
        "notifications",
        ProductCreatedV1,
        ProductUpdatedV1,
        ProductDeletedV1,
        ProductStockChangedV1,
        of="products",
    ),
    _hears(
        "notifications",
        UserRegisteredV1,
        UserEmailVerificationRequestedV1,
        UserPasswordResetRequestedV1,
        UserPasswordChangedV1,
        UserAccountChangedV1,
        of="users",
    ),
)


def hearers_of(source: str) -> tuple[Subscription, ...]:
    return tuple(one for one in SUBSCRIPTIONS if one.source == source)


def heard_by(consumer: str) -> tuple[Subscription, ...]:
    return tuple(one for one in SUBSCRIPTIONS if one.consumer == consumer)
