"""What orders sends, and what it is answered."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from backend_services.products.api.schemas import Price
from backend_services.products.domain.offer import WantedLine
from backend_services.products.domain.reservation import (
    Reservation,
    ReservationState,
    ReservedLine,
)
from backend_services.shared.db.limits import INT32_MAX, RowId
from backend_services.shared.http.wire import WireTime
from backend_services.shared.money import Money


class LineIn(BaseModel):
    product_id: RowId
    quantity: Annotated[int, Field(ge=1, le=INT32_MAX)]
    expected_price: Price | None = None

    def to_wanted(self) -> WantedLine:
        price = self.expected_price
        return WantedLine(
            product_id=self.product_id,
            quantity=self.quantity,
            expected_price=None if price is None else Money.parse(price),
        )


class ReservationIn(BaseModel):
    lines: Annotated[list[LineIn], Field(min_length=1, max_length=200)]

    def to_wanted(self) -> list[WantedLine]:
        return [line.to_wanted() for line in self.lines]


class ReservedLineOut(BaseModel):
    product_id: int
    sku: str
    name: str
    price: str
    quantity: int
    image_url: str | None

    @classmethod
    def of(cls, line: ReservedLine) -> "ReservedLineOut":
        return cls(
            product_id=line.product_id,
            sku=line.sku,
            name=line.name,
            price=str(line.price),
            quantity=line.quantity,
            image_url=None if line.image_file is None else f"/media/{line.image_file}",
        )


class ReservationOut(BaseModel):
    state: Literal["held", "committed", "released"]
    expires_at: WireTime
    currency: str
    lines: list[ReservedLineOut]

    @classmethod
    def of(cls, reservation: Reservation) -> "ReservationOut":
        return cls(
            state=_SHOWN[reservation.state],
            expires_at=reservation.expires_at,
            currency=reservation.lines[0].price.currency,
            lines=[ReservedLineOut.of(line) for line in reservation.lines],
        )


# That an expired hold may be taken again is nobody's business but ours.
_SHOWN: dict[ReservationState, Literal["held", "committed", "released"]] = {
    ReservationState.HELD: "held",
    ReservationState.COMMITTED: "committed",
    ReservationState.EXPIRED: "released",
    ReservationState.RELEASED: "released",
}
