from typing import Any, Final

from storefront.api import catalog, formatting
from storefront.api.client import Call, Gateway
from storefront.api.models import OrderCard, OrderDetail, OrderLine, StatusFilter, TimelineStep
from storefront.api.shelf import Look
from storefront.api.wire import OrderLineOut, OrderOut

PAGE: Final = 20
LARGEST_PAGE: Final = 100  # the gateway gives no more at once
# The happy way of an order; what ended otherwise shows the steps it really took.
WAY: Final = ("pending", "confirmed", "shipped", "delivered")
STATUSES: Final = (*WAY, "cancelled")  # what a list can be asked for
LONGEST_REASON: Final = 500  # characters
CANCELLABLE: Final = frozenset({"pending", "confirmed"})


async def list_orders(
    gateway: Gateway, *, status: str = "", skip: int = 0, limit: int = PAGE
) -> list[OrderCard]:
    """The newest first; of one status, or of all."""
    params: dict[str, str | int] = {"skip": skip, "limit": limit}
    if status:
        params["status"] = status
    call = Call(method="GET", path="/orders", params=params)
    found = await gateway.fetch(call, answer=list[OrderOut])
    return [OrderCard(**_card_fields(order)) for order in found]


async def get_order(gateway: Gateway, order_id: int) -> OrderDetail:
    call = Call(method="GET", path=f"/orders/{order_id}")
    return await _detail(gateway, await gateway.fetch(call, answer=OrderOut))


async def cancel(gateway: Gateway, order_id: int, *, reason: str = "") -> OrderDetail:
    body = {"status": "cancelled", **({"reason": reason} if reason else {})}
    call = Call(method="PATCH", path=f"/orders/{order_id}/status", body=body)
    return await _detail(gateway, await gateway.fetch(call, answer=OrderOut))


def status_filters(chosen: str) -> list[StatusFilter]:
    return [
        StatusFilter(
            label=formatting.status_label(status) if status else "All",
            href=f"/orders?status={status}" if status else "/orders",
            is_selected=status == chosen,
        )
        for status in ("", *STATUSES)
    ]


async def _detail(gateway: Gateway, order: OrderOut) -> OrderDetail:
    looks = await catalog.looks(gateway, [line.product_id for line in order.items])
    return OrderDetail(
        **_card_fields(order),
        lines=[
            _line(gateway, line, currency=order.currency, look=looks[line.product_id])
            for line in order.items
        ],
        timeline=_timeline(order),
        is_cancellable=order.status in CANCELLABLE,
        tracking=" ".join(part for part in (order.carrier, order.tracking_number) if part),
    )


def _card_fields(order: OrderOut) -> dict[str, Any]:
    return {
        "id": order.id,
        "number": formatting.order_number(order.id),
        "placed_at": formatting.instant(order.created_at),
        "status": order.status,
        "status_label": formatting.status_label(order.status),
        "total": formatting.money(order.total_amount, order.currency),
        "item_count": sum(line.quantity for line in order.items),
        "href": f"/orders/{order.id}",
    }


def _line(gateway: Gateway, line: OrderLineOut, *, currency: str, look: Look) -> OrderLine:
    return OrderLine(
        name=line.product_name,
        sku=line.sku or "",
        price=formatting.money(line.product_price, currency),
        quantity=line.quantity,
        subtotal=formatting.money(line.subtotal, currency),
        image_url=gateway.display.image_url(line.image_url),
        tile=look.tile,
        href=catalog.product_href(line.product_id),
    )


def _timeline(order: OrderOut) -> list[TimelineStep]:
    reached = {step.status: formatting.instant(step.at) for step in order.timeline}
    reasons = {step.status: step.reason or "" for step in order.timeline}
    reached.setdefault(order.status, "")
    way = WAY if order.status in WAY else tuple(status for status in reached if status != "placing")
    return [
        TimelineStep(
            status=status,
            label=formatting.status_label(status),
            at=reached.get(status, ""),
            reason=reasons.get(status, ""),
            is_done=status in reached,
            is_current=status == order.status,
        )
        for status in way
    ]
