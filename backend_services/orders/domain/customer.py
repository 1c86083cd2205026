from dataclasses import dataclass
from datetime import datetime

from backend_services.shared.money import Money


@dataclass(frozen=True, slots=True)
class Customer:
    """What somebody has bought, in figures."""

    user_id: int
    orders: int  # all that came about
    cancelled: int  # of them
    spent: tuple[Money, ...]  # on those that were not cancelled; one amount a currency
    last_order_at: datetime | None  # None: nothing was ordered yet
