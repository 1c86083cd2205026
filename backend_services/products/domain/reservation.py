"""The life of a hold, and what each step of it does to the books."""

from enum import StrEnum
from typing import Final, NamedTuple

from backend_services.shared.errors import Conflict


class ReservationState(StrEnum):
    HELD = "held"  # units set aside for an order that is being placed
    COMMITTED = "committed"  # sold
    EXPIRED = "expired"  # nobody came in time; the units are free, a late order may take them again
    RELEASED = "released"  # given back for good


class Effect(NamedTuple):
    """What one reserved unit adds to the books of its product."""

    on_hand: int
    reserved: int


HOLD: Final = Effect(on_hand=0, reserved=1)

STEPS: Final[dict[ReservationState, dict[ReservationState, Effect]]] = {
    ReservationState.HELD: {
        ReservationState.COMMITTED: Effect(on_hand=-1, reserved=-1),
        ReservationState.EXPIRED: Effect(on_hand=0, reserved=-1),
        ReservationState.RELEASED: Effect(on_hand=0, reserved=-1),
    },
    ReservationState.EXPIRED: {
        ReservationState.HELD: HOLD,
        ReservationState.RELEASED: Effect(on_hand=0, reserved=0),
    },
    ReservationState.COMMITTED: {
        ReservationState.RELEASED: Effect(on_hand=1, reserved=0),
    },
    ReservationState.RELEASED: {},
}


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
