"""Leaves a service alone for a while after it was silent several times in a row.

closed ──tripped──> open ──rested──> half_open ──succeeded──> closed
                     ^                   │
                     └──failed, left─────┘
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class State(StrEnum):
    CLOSED = "closed"  # everybody passes
    OPEN = "open"  # nobody does
    HALF_OPEN = "half_open"  # one does, to see


class Happening(StrEnum):
    TRIPPED = "tripped"
    RESTED = "rested"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    LEFT = "left"  # whoever was to see went away before there was an answer


TRANSITIONS: Final[Mapping[tuple[State, Happening], State]] = {
    (State.CLOSED, Happening.TRIPPED): State.OPEN,
    (State.OPEN, Happening.RESTED): State.HALF_OPEN,
    (State.HALF_OPEN, Happening.SUCCEEDED): State.CLOSED,
    (State.HALF_OPEN, Happening.FAILED): State.OPEN,
    (State.HALF_OPEN, Happening.LEFT): State.OPEN,
}


class CircuitOpen(Exception):
    def __init__(self, *, retry_after: float) -> None:
        self.retry_after = retry_after  # seconds
        super().__init__("the service was silent and is left alone")


@dataclass(slots=True)
class CircuitBreaker:
    threshold: int  # failures in a row; an answer, whatever it says, is none
    rest: float  # seconds
    now: Callable[[], float]  # a clock that never goes back
    state: State = State.CLOSED
    _failures: int = 0
    _rested_at: float = 0.0

    def admit(self) -> None:
        """Let a call through; it must end in `succeeded`, `failed` or `left`.

        Raises:
            CircuitOpen: not now.
        """
        if self.state is State.OPEN and self.now() >= self._rested_at:
            self._go(Happening.RESTED)
        elif self.state is not State.CLOSED:
            raise CircuitOpen(retry_after=max(0.0, self._rested_at - self.now()))

    def succeeded(self) -> None:
        self._failures = 0
        if self.state is State.HALF_OPEN:
            self._go(Happening.SUCCEEDED)

    def failed(self) -> None:
        self._failures += 1
        if self.state is State.HALF_OPEN:
            self._open(Happening.FAILED, rest=self.rest)
        elif self.state is State.CLOSED and self._failures >= self.threshold:
            self._open(Happening.TRIPPED, rest=self.rest)

    def left(self) -> None:
        """The caller went away: nothing was learnt, the next one may see."""
        if self.state is State.HALF_OPEN:
            self._open(Happening.LEFT, rest=0.0)

    def _open(self, happening: Happening, *, rest: float) -> None:
        self._rested_at = self.now() + rest
        self._go(happening)

    def _go(self, happening: Happening) -> None:
        self.state = TRANSITIONS[self.state, happening]
