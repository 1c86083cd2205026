"""What the rest of the service may say to open sockets.

Today the hub of this process hears it directly. With several replicas something of the same shape
stands in between, carries it to every replica's hub and needs no change in whoever announces.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class PersonalNews:
    """For the eyes of `user_id` only."""

    notification_id: int
    event_type: str
    subject: str
    message: str
    occurred_at: datetime
    user_id: int
    order_id: int | None
    status: str | None  # the order's


@dataclass(frozen=True, slots=True)
class ProductNews:
    """What everybody may see of a product that changed."""

    product_id: int
    price: str  # decimal
    stock_quantity: int
    is_active: bool


class Announcer(Protocol):
    """Neither method waits, nor raises: both are called right after a commit."""

    def tell_person(self, news: PersonalNews) -> None: ...

    def tell_everyone(self, news: ProductNews) -> None: ...
