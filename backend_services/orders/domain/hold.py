from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from backend_services.orders.domain.order import OrderItem
from backend_services.orders.domain.refusals import MAX_TOTAL, OrderTooLarge
from backend_services.orders.domain.requested_lines import RequestedLine
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

    def items_as_asked(self, lines: Iterable[RequestedLine]) -> tuple[OrderItem, ...]:
        """In the buyer's order; products works through them in its own."""
        items = {item.product_id: item for item in self.items}
        return tuple(items[line.product_id] for line in lines)


def total_of(items: Iterable[OrderItem], currency: Currency) -> Money:
    """Raises: OrderTooLarge: beyond what an order may cost."""
    total = sum_money((item.subtotal for item in items), currency)
    if total.minor > MAX_TOTAL.minor:
        raise OrderTooLarge
    return total
