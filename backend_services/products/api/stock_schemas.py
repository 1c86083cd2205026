from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from backend_services.products.api.schemas import StockQuantity, stripped
from backend_services.products.domain.movement import Cause
from backend_services.shared.db.limits import INT32_MAX, storable
from backend_services.shared.http.wire import WireTime

Reason = Annotated[
    str,
    Field(min_length=1, max_length=200, examples=["Two broke in the store room"]),
    AfterValidator(storable),
    BeforeValidator(stripped),
]


class StockIn(BaseModel):
    stock_quantity: StockQuantity
    reason: Reason | None = None


def _not_nothing(change: int) -> int:
    if change == 0:
        msg = "must not be 0"
        raise ValueError(msg)
    return change


class AdjustmentIn(BaseModel):
    change: Annotated[
        int,
        Field(ge=-INT32_MAX, le=INT32_MAX, description="units; fewer when negative; not 0"),
        AfterValidator(_not_nothing),
    ]
    reason: Reason


class MovementOut(BaseModel):
    """One change of the books: what moved, and what was there after it."""

    model_config = ConfigDict(from_attributes=True)

    product_id: int
    version: int = Field(description="of the books after it")
    at: WireTime
    cause: Cause
    on_hand_change: int
    reserved_change: int
    on_hand: int = Field(description="units there, reserved ones included")
    reserved: int = Field(description="of them, for orders")
    available: int = Field(description="what could be bought then")
    reservation_id: UUID | None
    actor_user_id: int | None = Field(description="null: the shop itself")
    reason: str | None


class MovementsOut(BaseModel):
    items: list[MovementOut]
    next_before: int | None = Field(description="`before` of the next page; null: the last one")


class LowProductOut(BaseModel):
    id: int
    name: str
    sku: str
    stock_quantity: int = Field(description="what can be bought now; 0: sold out")


class LowStockOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    items: list[LowProductOut]
    total: int = Field(description="of all that run out, whether listed or not")
    low_at_most: int = Field(description="units; from here down it is low")
