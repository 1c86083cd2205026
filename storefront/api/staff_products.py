from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple
from zlib import crc32

from storefront.api import formatting
from storefront.api.catalog import TILES
from storefront.api.client import Call, Gateway
from storefront.api.errors import GatewayError
from storefront.api.parts import hurried
from storefront.api.staff_customers import account_names
from storefront.api.staff_models import (
    CategoryChoice,
    PriceLine,
    StaffPicture,
    StaffProductDetail,
    StaffProductRow,
    StockLine,
)
from storefront.api.staff_wire import (
    MovementList,
    MovementOut,
    PriceList,
    ProductLabelList,
    StaffPictureOut,
    StaffProductOut,
    StaffProductPage,
)
from storefront.api.wire import FacetsOut

PAGE: Final = 50
HISTORY: Final = 20


class ProductLabel(NamedTuple):
    name: str
    currency: str


@dataclass(frozen=True, kw_only=True)
class ProductRows:
    rows: list[StaffProductRow] = field(default_factory=list[StaffProductRow])
    total: int = 0
    next_cursor: str = ""


@dataclass(frozen=True, kw_only=True)
class StockPage:
    lines: list[StockLine] = field(default_factory=list[StockLine])
    next_before: int = 0  # 0: there is no more


@dataclass(frozen=True, kw_only=True)
class PricePage:
    lines: list[PriceLine] = field(default_factory=list[PriceLine])
    has_more: bool = False


async def list_products(gateway: Gateway, asked: Mapping[str, str | int]) -> ProductRows:
    """All of them, sold or not, the newest first."""
    call = Call(method="GET", path="/products", params={"limit": PAGE, **asked})
    page = await gateway.fetch(call, answer=StaffProductPage)
    return ProductRows(
        rows=[StaffProductRow(**_row_fields(gateway, one)) for one in page.items],
        total=page.total,
        next_cursor=page.next_cursor or "",
    )


async def labels_of(gateway: Gateway, product_ids: Iterable[int]) -> dict[int, ProductLabel]:
    """Names and currencies, of up to 100; without those that are gone or cannot be asked for."""
    ids = ",".join(str(one) for one in sorted(product_ids))
    if not ids:
        return {}
    call = Call(method="GET", path="/products/batch", params={"ids": ids})
    try:
        found = await gateway.fetch(call, answer=ProductLabelList)
    except GatewayError:
        return {}
    return {one.id: ProductLabel(one.name, one.currency) for one in found.items}


async def categories(gateway: Gateway, asked: Mapping[str, str | int]) -> list[CategoryChoice]:
    """Each with how many products it has under the other filters; the chosen one is among them."""
    call = Call(method="GET", path="/products/facets", params=asked)
    found = await gateway.fetch(call, answer=FacetsOut)
    counts = {one.name: one.count for one in found.categories}
    if chosen := str(asked.get("category", "")):
        counts.setdefault(chosen, 0)
    return [
        CategoryChoice(name=name, label=f"{name} ({count})")
        for name, count in sorted(counts.items())
    ]


async def get_row(gateway: Gateway, product_id: int) -> StaffProductRow:
    return StaffProductRow(**_row_fields(gateway, await _get(gateway, product_id)))


async def get_product(gateway: Gateway, product_id: int) -> StaffProductDetail:
    return _detail(gateway, await _get(gateway, product_id))


async def create(gateway: Gateway, fields: Mapping[str, object]) -> StaffProductDetail:
    call = Call(method="POST", path="/products", body=dict(fields))
    return _detail(gateway, await gateway.fetch(call, answer=StaffProductOut))


async def change_row(
    gateway: Gateway, *, product_id: int, fields: Mapping[str, object], version: str
) -> StaffProductRow:
    """Change some fields, unless somebody changed the product since `version`."""
    changed = await _change(gateway, product_id=product_id, fields=fields, version=version)
    return StaffProductRow(**_row_fields(gateway, changed))


async def change(
    gateway: Gateway, *, product_id: int, fields: Mapping[str, object], version: str
) -> StaffProductDetail:
    """As `change_row`, for the page of one product."""
    return _detail(
        gateway, await _change(gateway, product_id=product_id, fields=fields, version=version)
    )


async def take_out(gateway: Gateway, product_id: int) -> None:
    await gateway.send(Call(method="DELETE", path=f"/products/{product_id}"))


async def put_back(gateway: Gateway, product_id: int) -> None:
    await gateway.send(Call(method="POST", path=f"/products/{product_id}/restore"))


async def adjust_stock(gateway: Gateway, *, product_id: int, change: int, reason: str) -> None:
    body = {"change": change, "reason": reason}
    await gateway.send(
        Call(method="POST", path=f"/products/{product_id}/stock/adjustments", body=body)
    )


async def stock_history(gateway: Gateway, product_id: int, *, before: int = 0) -> StockPage:
    """What happened to its units, the newest first; `before`: where the last page ended."""
    params = {"limit": HISTORY} | ({"before": before} if before else {})
    call = Call(method="GET", path=f"/products/{product_id}/stock/movements", params=params)
    page = await gateway.fetch(call, answer=MovementList)
    people = {one.actor_user_id for one in page.items if one.actor_user_id}
    names = await account_names(hurried(gateway), people)
    return StockPage(
        lines=[_stock_line(one, names=names) for one in page.items],
        next_before=page.next_before or 0,
    )


async def price_history(gateway: Gateway, product_id: int, *, skip: int = 0) -> PricePage:
    """What it cost, the newest first; without the first `skip`."""
    params = {"limit": HISTORY + 1, "offset": skip}
    call = Call(method="GET", path=f"/products/{product_id}/prices", params=params)
    page = await gateway.fetch(call, answer=PriceList)
    lines = [
        PriceLine(
            key=str(skip + place),
            at=formatting.instant(one.at),
            price=formatting.money(one.price, one.currency),
            before=formatting.money(one.compare_at_price, one.currency)
            if one.compare_at_price
            else "",
        )
        for place, one in enumerate(page.items)
    ]
    return PricePage(lines=lines[:HISTORY], has_more=len(lines) > HISTORY)


async def add_picture(
    gateway: Gateway, *, product_id: int, file: tuple[str, bytes, str], alt: str
) -> None:
    path = f"/products/{product_id}/pictures"
    await gateway.send(Call(method="POST", path=path, file=file, form={"alt": alt}))


async def describe_picture(gateway: Gateway, *, product_id: int, picture_id: str, alt: str) -> None:
    path = f"/products/{product_id}/pictures/{picture_id}"
    await gateway.send(Call(method="PATCH", path=path, body={"alt": alt}))


async def order_pictures(gateway: Gateway, *, product_id: int, picture_ids: Sequence[str]) -> None:
    path = f"/products/{product_id}/pictures/order"
    await gateway.send(Call(method="PUT", path=path, body={"picture_ids": list(picture_ids)}))


async def remove_picture(gateway: Gateway, *, product_id: int, picture_id: str) -> None:
    path = f"/products/{product_id}/pictures/{picture_id}"
    await gateway.send(Call(method="DELETE", path=path))


async def _get(gateway: Gateway, product_id: int) -> StaffProductOut:
    call = Call(method="GET", path=f"/products/{product_id}")
    return await gateway.fetch(call, answer=StaffProductOut)


async def _change(
    gateway: Gateway, *, product_id: int, fields: Mapping[str, object], version: str
) -> StaffProductOut:
    call = Call(
        method="PATCH",
        path=f"/products/{product_id}",
        body=dict(fields),
        headers={"If-Match": f'"{version}"'},
    )
    return await gateway.fetch(call, answer=StaffProductOut)


def _row_fields(gateway: Gateway, product: StaffProductOut) -> dict[str, Any]:
    stock = product.stock_quantity
    return {
        "id": product.id,
        "name": product.name,
        "sku": product.sku,
        "category": product.category or "",
        "price": product.price,
        "price_label": formatting.money(product.price, product.currency),
        "stock": stock,
        "stock_label": formatting.stock_label(stock, is_active=product.is_active),
        "stock_level": formatting.stock_level(stock, is_active=product.is_active),
        "is_active": product.is_active,
        "image_url": gateway.display.image_url(product.image_url),
        "tile": crc32((product.category or "").encode()) % TILES,
        "version": product.version,
        "href": f"/staff/products/{product.id}",
    }


def _detail(gateway: Gateway, product: StaffProductOut) -> StaffProductDetail:
    last = len(product.pictures) - 1
    return StaffProductDetail(
        **_row_fields(gateway, product),
        description=product.description or "",
        compare_at_price=product.compare_at_price or "",
        pictures=[
            StaffPicture(
                id=str(one.id),
                alt=one.alt,
                url=gateway.display.image_url(_smallest(one)),
                is_first=place == 0,
                is_last=place == last,
            )
            for place, one in enumerate(product.pictures)
        ],
    )


def _smallest(picture: StaffPictureOut) -> str:
    by_width = sorted(picture.variants, key=lambda variant: variant.width)
    return by_width[0].url if by_width else picture.url


def _stock_line(moved: MovementOut, *, names: Mapping[int, str]) -> StockLine:
    who = moved.actor_user_id
    changes = (
        (moved.on_hand_change, ""),
        (moved.reserved_change, " reserved"),
    )
    return StockLine(
        key=str(moved.version),
        at=formatting.instant(moved.at),
        what=": ".join(
            part for part in (moved.cause.replace("_", " "), moved.reason or "") if part
        ),
        change=", ".join(f"{units:+}{what}" for units, what in changes if units) or "0",
        left=f"{moved.available} of {moved.on_hand}",
        who=names.get(who, f"#{who}") if who else "the shop",
    )
