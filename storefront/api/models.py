"""What the screens show, ready to be shown: money, times and stock are already words."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class ProductCard:
    id: int = 0
    name: str = ""
    category: str = ""
    price: str = ""
    amount: str = ""  # the same price as a bare decimal, for machines
    currency: str = ""
    compare_at_price: str = ""
    image_url: str = ""
    image_alt: str = ""
    image_set: str = ""  # as `srcset` wants it; "" where there is one size only
    is_photo: bool = False  # it fills its tile; others stand on it
    tile: int = 0
    stock: int = 0
    stock_label: str = ""
    stock_level: str = "in"
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class Picture:
    id: str = ""
    url: str = ""
    image_set: str = ""
    alt: str = ""
    label: str = ""  # its place among the others, in words
    is_photo: bool = False


@dataclass(frozen=True, kw_only=True)
class ProductDetail(ProductCard):
    sku: str = ""
    description: str = ""
    is_active: bool = True
    category_href: str = ""
    pictures: list[Picture] = field(default_factory=list[Picture])


@dataclass(frozen=True, kw_only=True)
class CategoryChip:
    name: str = ""
    count: int = 0
    href: str = ""
    tile: int = 0
    image_url: str = ""
    is_selected: bool = False


@dataclass(frozen=True, kw_only=True)
class CategoryFacet:
    name: str = ""
    count: int = 0
    is_selected: bool = False


@dataclass(frozen=True, kw_only=True)
class Facets:
    categories: list[CategoryFacet] = field(default_factory=list[CategoryFacet])
    lowest_price: str = ""  # bare decimals
    highest_price: str = ""
    in_stock: int = 0
    is_counted: bool = False  # whether the catalogue counted under the filters


@dataclass(frozen=True, kw_only=True)
class AppliedFilter:
    """A filter that is on, and the address without it."""

    label: str = ""
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    id: int = 0
    name: str = ""
    category: str = ""
    price: str = ""
    image_url: str = ""
    tile: int = 0
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class CartLine:
    product_id: int = 0
    name: str = ""
    sku: str = ""
    price: str = ""
    subtotal: str = ""
    quantity: int = 0
    stock: int = 0
    image_url: str = ""
    image_alt: str = ""
    tile: int = 0
    href: str = ""
    problem: str = ""
    message: str = ""


@dataclass(frozen=True, kw_only=True)
class OrderCard:
    id: int = 0
    number: str = ""
    placed_at: str = ""
    status: str = ""
    status_label: str = ""
    total: str = ""
    item_count: int = 0
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class OrderLine:
    name: str = ""
    sku: str = ""
    price: str = ""
    quantity: int = 0
    subtotal: str = ""
    image_url: str = ""
    tile: int = 0
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class TimelineStep:
    status: str = ""
    label: str = ""
    at: str = ""  # an instant of UTC, as all times here: formatting.instant
    by: str = ""  # who took it, and why; for staff
    reason: str = ""
    is_done: bool = False
    is_current: bool = False


@dataclass(frozen=True, kw_only=True)
class OrderDetail(OrderCard):
    lines: list[OrderLine] = field(default_factory=list[OrderLine])
    timeline: list[TimelineStep] = field(default_factory=list[TimelineStep])
    is_cancellable: bool = False
    tracking: str = ""  # the carrier's name and its number for the parcel


@dataclass(frozen=True, kw_only=True)
class StatusFilter:
    label: str = ""
    href: str = ""
    is_selected: bool = False


@dataclass(frozen=True, kw_only=True)
class DemoAccount:
    label: str = ""
    email: str = ""
    password: str = ""


@dataclass(frozen=True, kw_only=True)
class SignInRow:
    """One place where somebody is signed in."""

    id: str = ""
    device: str = ""
    is_pocket: bool = False
    last_used: str = ""
    is_current: bool = False
