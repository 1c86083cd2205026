"""The answers of products, as they travel."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from backend_services.orders.domain.cart import ShelfItem
from backend_services.orders.domain.hold import Hold, HoldState
from backend_services.orders.domain.order import OrderItem
from backend_services.shared.money import Currency, Money

Price = Annotated[str, Field(pattern=r"^\d{1,10}\.\d{2}$")]


class HeldLine(BaseModel):
    product_id: int
    sku: str
    name: str
    price: Price
    quantity: int
    image_url: str | None = None


class HoldAnswer(BaseModel):
    state: HoldState
    currency: Currency
    lines: list[HeldLine]

    def to_hold(self) -> Hold:
        items = tuple(
            OrderItem(
                product_id=line.product_id,
                sku=line.sku,
                name=line.name,
                price=Money.parse(line.price, self.currency),
                quantity=line.quantity,
                image_url=line.image_url,
            )
            for line in self.lines
        )
        return Hold(state=self.state, currency=self.currency, items=items)


class Refusal(BaseModel):
    """The part of a problem that is told on to the buyer."""

    code: str
    detail: str
    lines: list[dict[str, Any]] = []


class ShelfProduct(BaseModel):
    id: int
    sku: str
    name: str
    price: Price
    currency: Currency
    stock_quantity: int
    is_active: bool
    image_url: str | None = None

    def to_item(self) -> ShelfItem:
        return ShelfItem(
            product_id=self.id,
            sku=self.sku,
            name=self.name,
            price=Money.parse(self.price, self.currency),
            stock_quantity=self.stock_quantity,
            image_url=self.image_url,
            is_active=self.is_active,
        )


class ShelfAnswer(BaseModel):
    items: list[ShelfProduct]
