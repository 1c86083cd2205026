from dataclasses import dataclass

from backend_services.orders.domain.actor import Actor
from backend_services.orders.domain.order import Order
from backend_services.orders.domain.states import OrderStatus
from backend_services.shared.errors import Conflict, PreconditionFailed, Unprocessable


class ShipmentNotFitting(Unprocessable):
    code, title = "tracking_number_not_fitting", "No place for a tracking number"

    def __init__(self, field: str) -> None:
        super().__init__(f"{field}: only an order that is being shipped has one")


class OrderMovedMeanwhile(Conflict):
    code, title = "order_moved", "Somebody else was faster"

    def __init__(self, current: OrderStatus) -> None:
        super().__init__(f"The order has moved meanwhile: it is {current} now", current=current)


class OrderChangedMeanwhile(PreconditionFailed):
    code = "order_changed"

    def __init__(self, order: Order) -> None:
        super().__init__(
            f"If-Match: the order has moved since you looked: it is {order.status} now",
            current=order.status,
            version=order.version,
        )


@dataclass(frozen=True, slots=True)
class Shipment:
    tracking_number: str | None = None
    carrier: str | None = None


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A step that somebody asks for."""

    to: OrderStatus
    actor: Actor
    reason: str | None = None
    shipment: Shipment = Shipment()
    if_version: int | None = None  # only while the order is as it was seen then

    def __post_init__(self) -> None:
        if self.to is not OrderStatus.SHIPPED:
            for field in ("tracking_number", "carrier"):
                if getattr(self.shipment, field) is not None:
                    raise ShipmentNotFitting(field)

    def ensure_still_meant(self, order: Order) -> None:
        """Raises: OrderChangedMeanwhile: it is not the order that was seen any more."""
        if self.if_version not in {None, order.version}:
            raise OrderChangedMeanwhile(order)
