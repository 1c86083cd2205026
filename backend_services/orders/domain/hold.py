from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from backend_services.orders.domain.order import OrderItem
from backend_services.orders.domain.refusals import MAX_TOTAL, OrderTooLarge
from backend_services.shared.money import Currency, Money, sum_money


class HoldState(StrEnum):
    HELD = "held"
    COMMITTED = "committed"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class Hold:
    """What products keeps aside for one order, at its prices of that moment."""

    state: HoldState
    currency: Currency
    items: tuple[OrderItem, ...]


def total_of(items: Iterable[OrderItem], currency: Currency) -> Money:
    """Raises: OrderTooLarge: beyond what an order may cost."""
    total = sum_money((item.subtotal for item in items), currency)
    if total.minor > MAX_TOTAL.minor:
        raise OrderTooLarge
    return total
