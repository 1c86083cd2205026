import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from storefront.api import catalog, formatting, orders
from storefront.api.client import Call, Gateway
from storefront.api.models import OrderLine, TimelineStep
from storefront.api.parts import hurried
from storefront.api.staff_customers import account_names
from storefront.api.staff_models import StaffOrderDetail, StaffOrderRow
from storefront.api.staff_wire import StaffOrderOut, StaffOrderPage, StaffStepOut
from storefront.api.wire import OrderLineOut

PAGE: Final = 50
STATUSES: Final = ("pending", "confirmed", "shipped", "delivered", "cancelled")
# The steps the console offers; the orders service decides.
NEXT: Final[Mapping[str, list[str]]] = {
    "pending": ["confirmed", "cancelled"],
    "confirmed": ["shipped", "cancelled"],
    "shipped": ["delivered"],
}
STEPS: Final = ("confirmed", "shipped", "delivered", "cancelled")
# As the address says it, and as the orders service does.
SORTS: Final[Mapping[str, str]] = {
    "newest": "-created_at",
    "oldest": "created_at",
    "highest": "-total",
    "lowest": "total",
}


@dataclass(frozen=True, kw_only=True)
class OrderQuery:
    text: str = ""
    status: str = ""
    since: str = ""  # a day, like 2026-11-25
    until: str = ""  # the last day that counts
    user_id: int = 0  # 0: everybody's
    sort: str = ""  # one of SORTS; anything else: the newest first
    cursor: str = ""

    def params(self) -> dict[str, str | int]:
        named = {
            "q": self.text,
            "status": self.status,
            "created_from": f"{self.since}T00:00:00Z" if self.since else "",
            "created_to": f"{self.until}T23:59:59.999999Z" if self.until else "",
            "user_id": self.user_id,
            "sort_by": SORTS.get(self.sort, ""),
            "cursor": self.cursor,
        }
        return {"limit": PAGE, **{name: value for name, value in named.items() if value}}


@dataclass(frozen=True, kw_only=True)
class OrderRows:
    rows: list[StaffOrderRow] = field(default_factory=list[StaffOrderRow])
    total: int = 0
    next_cursor: str = ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """What is to become of an order, and what has to be said with it."""

    status: str
    reason: str = ""
    tracking_number: str = ""
    carrier: str = ""

    def body(self) -> dict[str, str]:
        said = {
            "reason": self.reason,
            "tracking_number": self.tracking_number,
            "carrier": self.carrier,
        }
        return {"status": self.status, **{name: word for name, word in said.items() if word}}


async def list_orders(gateway: Gateway, query: OrderQuery) -> OrderRows:
    """Everybody's or one person's, in the order asked for."""
    call = Call(method="GET", path="/orders/all", params=query.params())
    page = await gateway.fetch(call, answer=StaffOrderPage)
    return OrderRows(
        rows=[StaffOrderRow(**_row_fields(order)) for order in page.items],
        total=page.total,
        next_cursor=page.next_cursor or "",
    )


async def get_order(gateway: Gateway, order_id: int) -> StaffOrderDetail:
    call = Call(method="GET", path=f"/orders/{order_id}")
    return await _detail(gateway, await gateway.fetch(call, answer=StaffOrderOut))


async def move(gateway: Gateway, *, order_id: int, step: Step, version: int) -> StaffOrderRow:
    """Take one step, unless somebody moved the order since `version`."""
    return StaffOrderRow(
        **_row_fields(await _move(gateway, order_id=order_id, step=step, version=version))
    )


async def move_shown(
    gateway: Gateway, *, order_id: int, step: Step, version: int
) -> StaffOrderDetail:
    """As `move`, for the page of one order."""
    moved = await _move(gateway, order_id=order_id, step=step, version=version)
    return await _detail(gateway, moved)


async def _move(gateway: Gateway, *, order_id: int, step: Step, version: int) -> StaffOrderOut:
    call = Call(
        method="PATCH",
        path=f"/orders/{order_id}/status",
        body=step.body(),
        headers={"If-Match": f'"{version}"'},
    )
    return await gateway.fetch(call, answer=StaffOrderOut)


def _row_fields(order: StaffOrderOut) -> dict[str, Any]:
    return {
        "number": formatting.order_number(order.id),
        "order_id": order.id,
        "email": order.user_email,
        "placed_at": formatting.instant(order.created_at),
        "status": order.status,
        "status_label": formatting.status_label(order.status),
        "total": formatting.money(order.total_amount, order.currency),
        "contents": ", ".join(f"{line.quantity} {line.product_name}" for line in order.items),
        "version": order.version,
        "href": f"/staff/orders/{order.id}",
        "next_statuses": list(NEXT.get(order.status, ())),
    }


async def _detail(gateway: Gateway, order: StaffOrderOut) -> StaffOrderDetail:
    people = {step.actor_id for step in order.timeline if step.actor_id}
    looks, names = await asyncio.gather(
        catalog.looks(gateway, [line.product_id for line in order.items]),
        account_names(hurried(gateway), people),
    )
    carrier, number = order.carrier or "", order.tracking_number or ""
    return StaffOrderDetail(
        **_row_fields(order),
        user_id=order.user_id,
        customer_href=f"/staff/customers/{order.user_id}",
        changes_href=f"/staff/audit?kind=order&id={order.id}",
        tracking=f"{carrier} {number}".strip(),
        lines=[
            _line(gateway, line, currency=order.currency, tile=looks[line.product_id].tile)
            for line in order.items
        ],
        timeline=_timeline(order, names=names),
    )


def _line(gateway: Gateway, line: OrderLineOut, *, currency: str, tile: int) -> OrderLine:
    return OrderLine(
        name=line.product_name,
        sku=line.sku or "",
        price=formatting.money(line.product_price, currency),
        quantity=line.quantity,
        subtotal=formatting.money(line.subtotal, currency),
        image_url=gateway.display.image_url(line.image_url),
        tile=tile,
        href=f"/staff/products/{line.product_id}",
    )


def _timeline(order: StaffOrderOut, *, names: Mapping[int, str]) -> list[TimelineStep]:
    """The steps taken, who took them and why; then those still to come."""
    taken = [
        TimelineStep(
            status=step.status,
            label=formatting.status_label(step.status),
            at=formatting.instant(step.at),
            by=" · ".join(
                part
                for part in (
                    _who(step, names=names),
                    step.reason or "",
                )
                if part
            ),
            is_done=True,
            is_current=step.status == order.status,
        )
        for step in order.timeline
    ]
    reached = {step.status for step in order.timeline}
    ahead = orders.WAY if order.status in orders.WAY else ()
    return [
        *taken,
        *(
            TimelineStep(status=status, label=formatting.status_label(status))
            for status in ahead
            if status not in reached
        ),
    ]


def _who(step: StaffStepOut, *, names: Mapping[int, str]) -> str:
    """Like `ann (customer)`; the number where nobody knows the name."""
    name = names.get(step.actor_id or 0)
    return f"{name} ({step.actor})" if name else f"{step.actor} {step.actor_id or ''}".strip()
