from decimal import Decimal
from typing import Annotated, Self

from pydantic import BaseModel, Field

from backend_services.orders.api.amount import Amount
from backend_services.orders.domain.cart import MAX_LINES, MAX_QUANTITY, Cart, Problem, ReviewedLine
from backend_services.shared.db.limits import RowId
from backend_services.shared.http.wire import WireTime
from backend_services.shared.money import Currency, Money


class QuantityIn(BaseModel):
    quantity: Annotated[int, Field(ge=0, le=MAX_QUANTITY, description="0 takes the line out")]


class MoreIn(BaseModel):
    quantity: Annotated[
        int, Field(ge=1, le=MAX_QUANTITY, description=f"a line holds up to {MAX_QUANTITY}")
    ] = 1


class SeenPriceIn(BaseModel):
    product_id: RowId
    price: Annotated[Decimal, Field(gt=0, max_digits=10, decimal_places=2)]


class SeenPricesIn(BaseModel):
    items: Annotated[list[SeenPriceIn], Field(min_length=1, max_length=MAX_LINES)]

    def to_prices(self) -> dict[int, Money]:
        return {item.product_id: Money.parse(item.price) for item in self.items}


class CartItemOut(BaseModel):
    product_id: int
    sku: str
    name: str
    price: Amount
    currency: Currency
    image_url: str | None
    quantity: int
    subtotal: Amount
    stock_quantity: Annotated[int | None, Field(description="null: not known right now")]
    problem: Problem | None
    message: str | None
    price_when_added: Amount

    @classmethod
    def of(cls, reviewed: ReviewedLine) -> Self:
        line = reviewed.line
        return cls(
            product_id=line.product_id,
            sku=line.sku,
            name=line.name,
            price=str(line.price),
            currency=line.price.currency,
            image_url=line.image_url,
            quantity=line.quantity,
            subtotal=str(reviewed.subtotal),
            stock_quantity=reviewed.stock_quantity,
            problem=reviewed.problem,
            message=reviewed.message,
            price_when_added=str(reviewed.price_when_added),
        )


class CartOut(BaseModel):
    items: list[CartItemOut]
    item_count: Annotated[int, Field(description="units")]
    total: Annotated[Amount, Field(description="of the lines that can be bought")]
    currency: Currency
    is_checked: Annotated[bool, Field(description="false: prices and stock as last known")]
    updated_at: Annotated[WireTime | None, Field(description="null: the cart is empty")]

    @classmethod
    def of(cls, cart: Cart) -> Self:
        return cls(
            items=[CartItemOut.of(reviewed) for reviewed in cart.lines],
            item_count=cart.item_count,
            total=str(cart.total),
            currency=cart.currency,
            is_checked=cart.is_checked,
            updated_at=cart.updated_at,
        )
