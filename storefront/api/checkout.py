from collections.abc import Sequence

from storefront.api.cart import WantedLine
from storefront.api.client import Call, Gateway
from storefront.api.wire import OrderOut


async def place_order(
    gateway: Gateway, *, lines: Sequence[WantedLine], idempotency_key: str
) -> int:
    """The order's id; the ordered lines leave the cart in the same step."""
    items = [
        {
            "product_id": line.product_id,
            "quantity": line.quantity,
            "expected_price": line.expected_price,
        }
        for line in lines
    ]
    call = Call(
        method="POST",
        path="/orders",
        body={"items": items, "cart": True},
        idempotency_key=idempotency_key,
    )
    order = await gateway.fetch(call, answer=OrderOut)
    return order.id
