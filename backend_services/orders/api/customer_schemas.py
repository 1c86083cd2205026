from typing import Annotated, Self

from pydantic import BaseModel, Field

from backend_services.orders.api.amount import Amount
from backend_services.orders.domain.customer import Customer
from backend_services.shared.http.wire import WireTime
from backend_services.shared.money import Currency


class SpentOut(BaseModel):
    amount: Amount
    currency: Currency


class CustomerOut(BaseModel):
    user_id: int
    orders: Annotated[int, Field(description="that came about")]
    cancelled: Annotated[int, Field(description="of them")]
    spent: Annotated[
        list[SpentOut], Field(description="on those that were not cancelled; one a currency")
    ]
    last_order_at: WireTime | None

    @classmethod
    def of(cls, customer: Customer) -> Self:
        return cls(
            user_id=customer.user_id,
            orders=customer.orders,
            cancelled=customer.cancelled,
            spent=[SpentOut(amount=str(one), currency=one.currency) for one in customer.spent],
            last_order_at=customer.last_order_at,
        )
