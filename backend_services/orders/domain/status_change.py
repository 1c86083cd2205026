from dataclasses import dataclass

from backend_services.orders.domain.actor import Actor
from backend_services.orders.domain.states import OrderStatus
from backend_services.shared.errors import Unprocessable


class TrackingNumberNotFitting(Unprocessable):
    code, title = "tracking_number_not_fitting", "No place for a tracking number"

    def __init__(self) -> None:
        super().__init__("tracking_number: only an order that is being shipped has one")


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A step that somebody asks for."""

    to: OrderStatus
    actor: Actor
    reason: str | None = None
    tracking_number: str | None = None

    def __post_init__(self) -> None:
        if self.tracking_number is not None and self.to is not OrderStatus.SHIPPED:
            raise TrackingNumberNotFitting
