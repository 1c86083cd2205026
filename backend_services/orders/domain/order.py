from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend_services.orders.domain.actor import Actor
from backend_services.orders.domain.states import OrderStatus
from backend_services.shared.money import Money


@dataclass(frozen=True, slots=True)
class OrderItem:
    """A product as it was when it was bought."""

    product_id: int
    sku: str
    name: str
    price: Money
    quantity: int
    image_url: str | None

    @property
    def subtotal(self) -> Money:
        return self.price * self.quantity


@dataclass(frozen=True, slots=True)
class Agreed:
    """What products and the buyer's cart add to an intent to make an order of it."""

    items: tuple[OrderItem, ...]
    total: Money
    cart_begun_at: datetime | None


@dataclass(frozen=True, slots=True)
class StoredItem:
    id: int
    created_at: datetime
    item: OrderItem


@dataclass(frozen=True, slots=True)
class OrderStep:
    """The order came to `status`: one entry of its timeline."""

    status: OrderStatus
    at: datetime
    actor: Actor
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Order:
    id: int
    uid: UUID  # of its reservation in products
    user_id: int
    user_email: str
    status: OrderStatus
    total: Money
    version: int  # grows with each step; the sequence of its events
    tracking_number: str | None
    carrier: str | None
    created_at: datetime
    updated_at: datetime
    items: tuple[StoredItem, ...]
    timeline: tuple[OrderStep, ...]
