"""The life of a hold, and what each step of it does to the books."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple
from uuid import UUID

from backend_services.shared.errors import Conflict
from backend_services.shared.money import Money


class ReservationState(StrEnum):
    HELD = "held"  # units set aside for an order that is being placed
    COMMITTED = "committed"  # sold
    EXPIRED = "expired"  # nobody came in time; the units are free, a late order may take them again
    RELEASED = "released"  # given back for good


class Effect(NamedTuple):
    """What one reserved unit adds to the books of its product."""

    on_hand: int
    reserved: int

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved


HOLD: Final = Effect(on_hand=0, reserved=1)
NOTHING: Final = Effect(on_hand=0, reserved=0)

STEPS: Final[dict[ReservationState, dict[ReservationState, Effect]]] = {
    ReservationState.HELD: {
        ReservationState.COMMITTED: Effect(on_hand=-1, reserved=-1),
        ReservationState.EXPIRED: Effect(on_hand=0, reserved=-1),
        ReservationState.RELEASED: Effect(on_hand=0, reserved=-1),
    },
    ReservationState.EXPIRED: {
        ReservationState.HELD: HOLD,
        ReservationState.RELEASED: NOTHING,
    },
    ReservationState.COMMITTED: {
        ReservationState.RELEASED: Effect(on_hand=1, reserved=0),
    },
    ReservationState.RELEASED: {},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservedLine:
    """What was reserved, as it was described and priced at that moment."""

    product_id: int
    quantity: int
    sku: str
    name: str
    price: Money
    image_file: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    id: UUID
    state: ReservationState
    expires_at: datetime
    lines: Sequence[ReservedLine]

    def check_same(self, quantities: Mapping[int, int]) -> None:
        """Is this what is asked for again?

        Raises:
            ReservationDiffers: other products, or other quantities.
        """
        if {line.product_id: line.quantity for line in self.lines} != quantities:
            raise ReservationDiffers


class ReservationDiffers(Conflict):
    code, title = "reservation_differs", "This reservation exists already, with other lines"


class IllegalStep(Conflict):
    code, title = "illegal_step", "A reservation cannot do that any more"

    def __init__(self, current: ReservationState, to: ReservationState) -> None:
        super().__init__(f"A reservation that is {current} cannot become {to}")


def effect_of(current: ReservationState, to: ReservationState) -> Effect:
    """What the step does to the books.

    Raises:
        IllegalStep: the table has no such step.
    """
    try:
        return STEPS[current][to]
    except KeyError:
        raise IllegalStep(current, to) from None
