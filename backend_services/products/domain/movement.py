"""Why a product's books changed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from backend_services.products.domain.reservation import ReservationState
from backend_services.shared.errors import Unprocessable


class Cause(StrEnum):
    OPENING = "opening"  # the first line of a product's ledger
    SET = "set"  # staff counted
    ADJUSTED = "adjusted"  # staff took some away or brought some
    RESERVED = "reserved"
    SOLD = "sold"
    EXPIRED = "expired"
    RELEASED = "released"
    RETURNED = "returned"  # a sold unit came back with its cancelled order


class KeyReused(Unprocessable):
    code, title = "idempotency_key_reused", "This Idempotency-Key was used for something else"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What the ledger says of a change beside the figures."""

    cause: Cause
    at: datetime
    reservation_id: UUID | None = None  # None: several at once, or none
    actor_user_id: int | None = None  # None: the shop itself
    reason: str | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """A line of the ledger."""

    product_id: int
    version: int
    at: datetime
    cause: str
    on_hand_change: int
    reserved_change: int
    on_hand: int
    reserved: int
    reservation_id: UUID | None
    actor_user_id: int | None
    reason: str | None

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved


def cause_of(current: ReservationState, to: ReservationState) -> Cause:
    """What the ledger calls a step of a reservation."""
    if current is ReservationState.COMMITTED:
        return Cause.RETURNED
    return {
        ReservationState.HELD: Cause.RESERVED,
        ReservationState.COMMITTED: Cause.SOLD,
        ReservationState.EXPIRED: Cause.EXPIRED,
        ReservationState.RELEASED: Cause.RELEASED,
    }[to]
