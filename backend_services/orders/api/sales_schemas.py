from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, Field

from backend_services.orders.api.amount import Amount
from backend_services.orders.domain.sales import CartFigures, Sales
from backend_services.shared.money import Currency


class SalesParams(BaseModel):
    days: int = Field(default=30, ge=1, le=366, description="days of UTC, today among them")
    currency: Currency = Currency.USD


class DayOfSalesOut(BaseModel):
    day: date
    orders: int
    cancelled: int
    revenue: Amount


class CartFiguresOut(BaseModel):
    begun: int
    ordered: int
    conversion: Annotated[float | None, Field(description="ordered / begun; null: none begun")]

    @classmethod
    def of(cls, carts: CartFigures) -> Self:
        return cls(begun=carts.begun, ordered=carts.ordered, conversion=carts.conversion)


class SalesOut(BaseModel):
    first_day: date
    last_day: date
    currency: Currency
    orders: Annotated[int, Field(description="that came about")]
    cancelled: Annotated[int, Field(description="of them")]
    revenue: Annotated[Amount, Field(description="of those that were not cancelled")]
    average_order: Amount | None
    days: Annotated[list[DayOfSalesOut], Field(description="each day, oldest first")]
    carts: CartFiguresOut

    @classmethod
    def of(cls, sales: Sales) -> Self:
        days = [(day, sales.on(day)) for day in sales.period.days]
        return cls(
            first_day=sales.period.first,
            last_day=sales.period.last,
            currency=sales.currency,
            orders=sales.orders,
            cancelled=sales.cancelled,
            revenue=str(sales.revenue),
            average_order=None if sales.average_order is None else str(sales.average_order),
            days=[
                DayOfSalesOut(
                    day=day,
                    orders=sold.orders,
                    cancelled=sold.cancelled,
                    revenue=str(sold.revenue),
                )
                for day, sold in days
            ],
            carts=CartFiguresOut.of(sales.carts),
        )
