from dataclasses import dataclass
from uuid import UUID

from backend_services.orders.domain.requested_lines import RequestedLine, fingerprint


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """What a buyer sends; the lines are merged already."""

    user_id: int
    user_email: str
    lines: tuple[RequestedLine, ...]
    empties_cart: bool = False
    idempotency_key: str | None = None

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.lines, empties_cart=self.empties_cart)


@dataclass(frozen=True, slots=True)
class Intent:
    """An order that is being placed: written down, not yet agreed with products."""

    order_id: int
    uid: UUID
    request: OrderRequest
