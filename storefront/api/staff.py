from typing import Final

from storefront.api import formatting
from storefront.api.client import Call, Gateway
from storefront.api.models import StaffOrderRow
from storefront.api.wire import OrderOut

PAGE: Final = 50
# The steps the console offers; the orders service decides.
NEXT: Final = {
    "pending": ["confirmed", "cancelled"],
    "confirmed": ["shipped", "cancelled"],
    "shipped": ["delivered"],
}
STEPS: Final = ("confirmed", "shipped", "delivered", "cancelled")
# Staff owe customers a reason; until the console asks for one, this is it.
REASONS: Final = {"cancelled": "We are sorry: the shop had to cancel this order."}


async def list_orders(gateway: Gateway, *, limit: int = PAGE) -> list[StaffOrderRow]:
    """Everybody's, the newest first."""
    call = Call(method="GET", path="/orders", params={"all": True, "limit": limit})
    found = await gateway.fetch(call, answer=list[OrderOut])
    return [_row(gateway, order) for order in found]


async def advance(gateway: Gateway, *, order_id: int, status: str) -> StaffOrderRow:
    path = f"/orders/{order_id}/status"
    body = {"status": status, "reason": REASONS.get(status)}
    call = Call(method="PATCH", path=path, body=body)
    return _row(gateway, await gateway.fetch(call, answer=OrderOut))


def _row(gateway: Gateway, order: OrderOut) -> StaffOrderRow:
    return StaffOrderRow(
        number=formatting.order_number(order.id),
        order_id=order.id,
        email=order.user_email,
        placed_at=gateway.display.moment(order.created_at),
        status=order.status,
        status_label=formatting.status_label(order.status),
        total=formatting.money(order.total_amount, order.currency),
        next_statuses=list(NEXT.get(order.status, ())),
    )
