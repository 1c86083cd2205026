"""What open sockets are told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PersonalNews:
    """For the eyes of `user_id` only."""

    position: int  # in this person's feed: 1, 2, 3 …, without holes
    notification_id: int
    event_type: str
    subject: str
    message: str
    occurred_at: datetime
    user_id: int
    order_id: int | None
    status: str | None  # the order's


@dataclass(frozen=True, slots=True)
class FeedPage:
    """The news of one person that come after a position, oldest first, as many as fit."""

    user_id: int
    after: int
    head: int  # the position of the latest news when the page was read
    news: Sequence[PersonalNews]

    @property
    def end(self) -> int:
        """The position of the last news on it."""
        return self.news[-1].position if self.news else self.after

    @property
    def is_cut(self) -> bool:
        """Whether there are more behind it."""
        return self.end < self.head


@dataclass(frozen=True, slots=True)
class ProductNews:
    """What everybody may see of a product that changed."""

    product_id: int
    sequence: int  # the product's version: of two news the higher is the newer
    price: str  # decimal
    stock_quantity: int
    is_active: bool

    @property
    def is_available(self) -> bool:
        return self.is_active and self.stock_quantity > 0
