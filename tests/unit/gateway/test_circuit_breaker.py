import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from backend_services.gateway.circuit_breaker import CircuitBreaker, CircuitOpen, State

THRESHOLD, REST = 3, 5.0


class Hand:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def tripped() -> tuple[CircuitBreaker, Hand]:
    hand = Hand()
    breaker = CircuitBreaker(threshold=THRESHOLD, rest=REST, now=hand)
    for _ in range(THRESHOLD):
        breaker.admit()
        breaker.failed()
    return breaker, hand


def test_after_so_many_failures_in_a_row_nobody_passes_until_it_has_rested() -> None:
    breaker, hand = tripped()

    with pytest.raises(CircuitOpen) as refused:
        breaker.admit()
    assert refused.value.retry_after == REST

    hand.at += REST
    breaker.admit()
    assert breaker.state is State.HALF_OPEN


def test_an_answer_in_between_starts_the_count_again() -> None:
    breaker = CircuitBreaker(threshold=THRESHOLD, rest=REST, now=Hand())
    for _ in range(5):
        for _ in range(THRESHOLD - 1):
            breaker.admit()
            breaker.failed()
        breaker.admit()
        breaker.succeeded()

    assert breaker.state is State.CLOSED


def test_one_call_at_a_time_sees_whether_the_service_is_back() -> None:
    breaker, hand = tripped()
    hand.at += REST
    breaker.admit()

    with pytest.raises(CircuitOpen):
        breaker.admit()

    breaker.succeeded()
    breaker.admit()
    breaker.admit()


def test_a_failed_look_rests_again_and_one_that_was_given_up_does_not() -> None:
    breaker, hand = tripped()
    hand.at += REST
    breaker.admit()
    breaker.failed()
    with pytest.raises(CircuitOpen):
        breaker.admit()

    hand.at += REST
    breaker.admit()
    breaker.left()
    breaker.admit()


class Breaker(RuleBasedStateMachine):
    """Against what must hold whatever happens in whatever order."""

    def __init__(self) -> None:
        super().__init__()
        self.hand = Hand()
        self.breaker = CircuitBreaker(threshold=THRESHOLD, rest=REST, now=self.hand)
        self.under_way = 0
        self.failed_in_a_row = 0

    @rule()
    def call(self) -> None:
        is_closed = self.breaker.state is State.CLOSED
        try:
            self.breaker.admit()
        except CircuitOpen:
            is_refused = True
        else:
            is_refused = False
            self.under_way += 1
        assert not (is_closed and is_refused)

    @precondition(lambda self: self.under_way > 0)
    @rule()
    def answer(self) -> None:
        self.under_way -= 1
        self.failed_in_a_row = 0
        self.breaker.succeeded()

    @precondition(lambda self: self.under_way > 0)
    @rule()
    def be_silent(self) -> None:
        self.under_way -= 1
        self.failed_in_a_row += 1
        self.breaker.failed()

    @precondition(lambda self: self.under_way > 0)
    @rule()
    def leave(self) -> None:
        self.under_way -= 1
        self.breaker.left()

    @rule()
    def wait(self) -> None:
        self.hand.at += REST

    @invariant()
    def it_is_closed_only_before_enough_failures(self) -> None:
        if self.breaker.state is State.CLOSED:
            assert self.failed_in_a_row < THRESHOLD

    @invariant()
    def it_never_stays_shut(self) -> None:
        if self.breaker.state is State.OPEN:
            before = self.hand.at
            self.hand.at += REST
            self.breaker.admit()
            self.breaker.left()
            self.hand.at = before


TestBreaker = Breaker.TestCase
TestBreaker.settings = settings(max_examples=50, stateful_step_count=30, deadline=None)
