import pytest

from backend_services.products.domain.reservation import (
    HOLD,
    STEPS,
    Effect,
    IllegalStep,
    ReservationState,
    effect_of,
)

HELD, COMMITTED, EXPIRED, RELEASED = ReservationState

# What a unit's books say in each state, whichever way it came there.
BOOKS = {
    HELD: Effect(on_hand=0, reserved=1),
    COMMITTED: Effect(on_hand=-1, reserved=0),
    EXPIRED: Effect(on_hand=0, reserved=0),
    RELEASED: Effect(on_hand=0, reserved=0),
}
ALL_PAIRS = [(current, to) for current in ReservationState for to in ReservationState]


def test_reserving_leads_to_the_books_of_a_hold() -> None:
    assert BOOKS[HELD] == HOLD


@pytest.mark.parametrize(("current", "to"), [(a, b) for a in STEPS for b in STEPS[a]])
def test_each_step_leads_from_the_books_of_one_state_to_those_of_the_next(
    current: ReservationState, to: ReservationState
) -> None:
    effect = effect_of(current, to)

    assert BOOKS[to] == Effect(
        on_hand=BOOKS[current].on_hand + effect.on_hand,
        reserved=BOOKS[current].reserved + effect.reserved,
    )


@pytest.mark.parametrize(("current", "to"), [(a, b) for a, b in ALL_PAIRS if b not in STEPS[a]])
def test_a_step_that_the_table_does_not_have_is_an_error(
    current: ReservationState, to: ReservationState
) -> None:
    with pytest.raises(IllegalStep, match=f"{current} cannot become {to}"):
        effect_of(current, to)


def test_every_state_has_a_row_and_nothing_comes_back_from_released() -> None:
    assert set(STEPS) == set(ReservationState)
    assert STEPS[RELEASED] == {}
