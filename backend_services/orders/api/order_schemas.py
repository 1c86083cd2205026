from decimal import Decimal
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import BaseModel, Field

from backend_services.orders.api.amount import Amount
from backend_services.orders.domain.actor import Actor, ActorKind
from backend_services.orders.domain.order import Order, OrderStep, StoredItem
from backend_services.orders.domain.requested_lines import (
    MAX_LINES,
    MAX_QUANTITY,
    RequestedLine,
    merge_lines,
)
from backend_services.orders.domain.states import OrderStatus
from backend_services.shared.db.limits import RowId
from backend_services.shared.http.wire import WireTime
from backend_services.shared.money import Currency, Money

PublicStatus: TypeAlias = Literal[
    OrderStatus.PENDING,
    OrderStatus.CONFIRMED,
    OrderStatus.SHIPPED,
    OrderStatus.DELIVERED,
    OrderStatus.CANCELLED,
]


class OrderLineIn(BaseModel):
    product_id: RowId
    quantity: Annotated[int, Field(ge=1, le=MAX_QUANTITY)]
    expected_price: Annotated[
        Decimal | None,
        Field(gt=0, max_digits=10, decimal_places=2, description="Refuse when it costs otherwise"),
    ] = None

    def to_line(self) -> RequestedLine:
        price = None if self.expected_price is None else Money.parse(self.expected_price)
        return RequestedLine(self.product_id, self.quantity, price)


class PlaceOrderIn(BaseModel):
    items: Annotated[list[OrderLineIn], Field(min_length=1, max_length=MAX_LINES)]
    cart: Annotated[
        bool,
        Field(description="Out of the buyer's cart, which must hold these units: they leave it"),
    ] = False

    def to_lines(self) -> tuple[RequestedLine, ...]:
        """Raises: QuantityTooLarge, PricesDisagree: the lines of a product do not go together."""
        return merge_lines(item.to_line() for item in self.items)


class OrderItemOut(BaseModel):
    id: int
    order_id: int
    product_id: int
    product_name: str
    product_price: Amount
    quantity: int
    subtotal: Amount
    created_at: WireTime
    sku: str
    image_url: str | None

    @classmethod
    def of(cls, stored: StoredItem, *, order_id: int) -> Self:
        item = stored.item
        return cls(
            id=stored.id,
            order_id=order_id,
            product_id=item.product_id,
            product_name=item.name,
            product_price=str(item.price),
            quantity=item.quantity,
            subtotal=str(item.subtotal),
            created_at=stored.created_at,
            sku=item.sku,
            image_url=item.image_url,
        )


class OrderStepOut(BaseModel):
    status: PublicStatus
    at: WireTime
    actor: ActorKind
    actor_id: Annotated[int | None, Field(description="null: the system, or kept from customers")]
    reason: str | None

    @classmethod
    def of(cls, step: OrderStep, *, to: Actor) -> Self:
        is_shown = to.is_shop or step.actor.user_id == to.user_id
        return cls.model_validate(
            {
                "status": step.status,
                "at": step.at,
                "actor": step.actor.kind,
                "actor_id": step.actor.user_id if is_shown else None,
                "reason": step.reason,
            }
        )


class OrderOut(BaseModel):
    id: int
    user_id: int
    user_email: str
    status: PublicStatus
    total_amount: Amount
    currency: Currency
    tracking_number: str | None
    carrier: str | None
    version: Annotated[int, Field(description="grows with each step; its ETag")]
    created_at: WireTime
    updated_at: WireTime
    items: list[OrderItemOut]
    timeline: list[OrderStepOut]

    @classmethod
    def of(cls, order: Order, *, to: Actor) -> Self:
        return cls.model_validate(
            {
                "id": order.id,
                "user_id": order.user_id,
                "user_email": order.user_email,
                "status": order.status,
                "total_amount": str(order.total),
                "currency": order.total.currency,
                "tracking_number": order.tracking_number,
                "carrier": order.carrier,
                "version": order.version,
                "created_at": order.created_at,
                "updated_at": order.updated_at,
                "items": [OrderItemOut.of(item, order_id=order.id) for item in order.items],
                "timeline": [OrderStepOut.of(step, to=to) for step in order.timeline],
            }
        )
