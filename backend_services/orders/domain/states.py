from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from backend_services.shared.errors import BadRequest, Conflict


class OrderStatus(StrEnum):
    PLACING = "placing"  # the intent: durable before products is asked
    PENDING = "pending"
    CONFIRMED = "confirmed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    REJECTED = "rejected"


TRANSITIONS: Final[Mapping[OrderStatus, frozenset[OrderStatus]]] = {
    OrderStatus.PLACING: frozenset({OrderStatus.PENDING, OrderStatus.REJECTED}),
    OrderStatus.PENDING: frozenset({OrderStatus.CONFIRMED, OrderStatus.CANCELLED}),
    OrderStatus.CONFIRMED: frozenset({OrderStatus.SHIPPED, OrderStatus.CANCELLED}),
    OrderStatus.SHIPPED: frozenset({OrderStatus.DELIVERED}),
    OrderStatus.DELIVERED: frozenset(),
    OrderStatus.CANCELLED: frozenset(),
    OrderStatus.REJECTED: frozenset(),
}

# Before it is pending, and when it was refused, an order exists for this service alone.
PUBLIC: Final = frozenset(OrderStatus) - {OrderStatus.PLACING, OrderStatus.REJECTED}


_FINAL: Final = frozenset(status for status in OrderStatus if not TRANSITIONS[status])


class IllegalTransition(Conflict):
    code, title = "illegal_transition", "The order cannot take that step"

    def __init__(self, current: OrderStatus, to: OrderStatus) -> None:
        super().__init__(f"Cannot update order in {current} status")
        self.extra |= {"from": current, "to": to, "allowed": sorted(TRANSITIONS[current])}


class OrderIsOver(BadRequest):
    """The public API has always answered 400 here, and with this text."""

    code, title = "order_is_over", "The order takes no step any more"

    def __init__(self, current: OrderStatus, to: OrderStatus) -> None:
        super().__init__(f"Cannot update order in {current} status")
        self.extra |= {"from": current, "to": to, "allowed": []}


def advance(current: OrderStatus, to: OrderStatus) -> OrderStatus:
    """The step, when the table has it; standing still is no step.

    Raises:
        OrderIsOver: it has come to an end.
        IllegalTransition: any other.
    """
    if current in _FINAL:
        raise OrderIsOver(current, to)
    if to not in TRANSITIONS[current]:
        raise IllegalTransition(current, to)
    return to
