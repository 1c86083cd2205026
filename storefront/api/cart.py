from dataclasses import dataclass, field
from typing import Final

from storefront.api import catalog, formatting
from storefront.api.client import Call, Gateway
from storefront.api.models import CartLine
from storefront.api.shelf import Look
from storefront.api.wire import CartLineOut, CartOut

CART_TOKEN: Final = "X-Cart-Token"  # noqa: S105 - the header's name
LARGEST_QUANTITY: Final = 99  # of one product; what the gateway takes
# A price that changed is told but does not stop anyone: the new one is on the screen.
BLOCKING: Final = frozenset({"out_of_stock", "short_stock", "unavailable"})


@dataclass(frozen=True, kw_only=True)
class WantedLine:
    """A line as the shopper saw it: the order is placed at this price or not at all."""

    product_id: int
    quantity: int
    expected_price: str


@dataclass(frozen=True, kw_only=True)
class Cart:
    lines: list[CartLine] = field(default_factory=list[CartLine])
    wanted: tuple[WantedLine, ...] = ()
    version: str = ""  # another one after each change, whoever made it; "" for an empty cart
    item_count: int = 0
    total: str = ""
    is_checked: bool = True
    can_check_out: bool = False
    has_problems: bool = False  # that keep it from being ordered


async def get_cart(gateway: Gateway) -> Cart:
    return await _ask(gateway, Call(method="GET", path="/cart"))


async def add(gateway: Gateway, *, product_id: int, quantity: int) -> Cart:
    """So many more; two tabs that add at once both count. Sent once: again would be more again."""
    path = f"/cart/items/{product_id}"
    return await _ask(gateway, Call(method="POST", path=path, body={"quantity": quantity}))


async def set_quantity(gateway: Gateway, *, product_id: int, quantity: int) -> Cart:
    path = f"/cart/items/{product_id}"
    return await _ask(gateway, Call(method="PUT", path=path, body={"quantity": quantity}))


async def remove(gateway: Gateway, *, product_id: int) -> Cart:
    return await _ask(gateway, Call(method="DELETE", path=f"/cart/items/{product_id}"))


async def merge(gateway: Gateway, *, access_token: str, cart_token: str) -> None:
    """Move what was put into the cart before signing in."""
    headers = {"Authorization": f"Bearer {access_token}", CART_TOKEN: cart_token}
    await gateway.send(Call(method="POST", path="/cart/merge", headers=headers))


async def _ask(gateway: Gateway, call: Call) -> Cart:
    answer = await gateway.fetch(call, answer=CartOut)
    looks = await catalog.looks(gateway, [line.product_id for line in answer.items])
    is_blocked = any(line.problem in BLOCKING for line in answer.items)
    return Cart(
        lines=[_line(gateway, line, look=looks[line.product_id]) for line in answer.items],
        wanted=tuple(
            WantedLine(
                product_id=line.product_id, quantity=line.quantity, expected_price=line.price
            )
            for line in answer.items
        ),
        version=answer.updated_at.isoformat() if answer.updated_at else "",
        item_count=answer.item_count,
        total=formatting.money(answer.total, answer.currency),
        is_checked=answer.is_checked,
        can_check_out=answer.is_checked and bool(answer.items) and not is_blocked,
        has_problems=is_blocked,
    )


def _line(gateway: Gateway, line: CartLineOut, *, look: Look) -> CartLine:
    return CartLine(
        product_id=line.product_id,
        name=line.name,
        sku=line.sku,
        price=formatting.money(line.price, line.currency),
        subtotal=formatting.money(line.subtotal, line.currency),
        quantity=line.quantity,
        # Unknown stock does not hold back the stepper; the order checks it anyway.
        stock=LARGEST_QUANTITY if line.stock_quantity is None else line.stock_quantity,
        image_url=gateway.display.image_url(line.image_url),
        image_alt=look.image_alt,
        tile=look.tile,
        href=catalog.product_href(line.product_id),
        problem=line.problem or "",
        message=line.message or "",
    )
