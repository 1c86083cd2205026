from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class ActorKind(StrEnum):
    CUSTOMER = "customer"
    STAFF = "staff"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who takes a step of an order."""

    kind: ActorKind
    user_id: int | None = None
    role: str | None = None  # as their token says it; staff or admin

    @property
    def is_shop(self) -> bool:
        return self.kind is not ActorKind.CUSTOMER


SYSTEM: Final = Actor(ActorKind.SYSTEM)
