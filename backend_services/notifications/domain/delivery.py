"""How a mail travels: its states, the steps between them, and when to try again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final


class MailStatus(StrEnum):
    PENDING = "pending"
    SENDING = "sending"  # a sender holds it until its lease runs out
    SENT = "sent"
    FAILED = "failed"


TRANSITIONS: Final[Mapping[MailStatus, frozenset[MailStatus]]] = {
    MailStatus.PENDING: frozenset({MailStatus.SENDING}),
    # Sending again: the sender that held it died, its lease ran out.
    MailStatus.SENDING: frozenset(
        {MailStatus.SENDING, MailStatus.SENT, MailStatus.PENDING, MailStatus.FAILED}
    ),
    MailStatus.SENT: frozenset(),
    MailStatus.FAILED: frozenset({MailStatus.PENDING}),  # only by hand
}


class IllegalStep(Exception):
    def __init__(self, current: MailStatus, to: MailStatus) -> None:
        super().__init__(f"a mail does not go from {current} to {to}")


def advance(current: MailStatus, to: MailStatus) -> MailStatus:
    if to not in TRANSITIONS[current]:
        raise IllegalStep(current, to)
    return to


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """With the defaults: after 5 s, 20 s, 80 s, 5 min, 21 min, 1 h and 1 h; then by hand."""

    attempts: int = 8
    first_pause: timedelta = timedelta(seconds=5)
    factor: int = 4
    longest_pause: timedelta = timedelta(hours=1)

    def next_attempt(self, *, attempt: int, now: datetime) -> datetime:
        """When to try again after that many attempts in a row failed (the first is 1)."""
        exponent = min(attempt - 1, 16)  # beyond, the product would not fit a timedelta
        pause = self.first_pause * self.factor**exponent
        return now + min(pause, self.longest_pause)
