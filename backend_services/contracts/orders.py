from uuid import UUID

from pydantic import BaseModel, ConfigDict

from backend_services.shared.messaging.event import Event


class OrderLine(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    product_id: int
    sku: str
    name: str
    price: str  # decimal, per unit
    quantity: int
    subtotal: str
    image_url: str | None = None


class _OrderFact(Event):
    order_id: int
    reservation_id: UUID
    user_id: int
    user_email: str


class OrderCreatedV1(_OrderFact, type="order.created", version=1):
    """The buyer was told yes: the hold is to be committed."""

    lines: tuple[OrderLine, ...]
    total: str
    currency: str


class OrderRejectedV1(_OrderFact, type="order.rejected", version=1):
    """The buyer was told no: a hold that may exist is to be freed."""

    reason: str


class _StatusChanged(_OrderFact):
    old_status: str
    new_status: str
    updated_by: str  # "customer", "staff" or "system"


class OrderConfirmedV1(_StatusChanged, type="order.confirmed", version=1):
    pass


class OrderShippedV1(_StatusChanged, type="order.shipped", version=1):
    tracking_number: str | None = None
    carrier: str | None = None


class OrderDeliveredV1(_StatusChanged, type="order.delivered", version=1):
    pass


class OrderCancelledV1(_StatusChanged, type="order.cancelled", version=1):
    reason: str | None = None
