"""Made-up goods and orders for the gallery."""

from typing import Final
from urllib.parse import quote

from storefront.api.models import (
    AppliedFilter,
    CartLine,
    CategoryChip,
    CategoryFacet,
    DemoAccount,
    OrderCard,
    OrderLine,
    Picture,
    ProductCard,
    SignInRow,
    StatusFilter,
    Suggestion,
    TimelineStep,
)

_VASE: Final = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 256 256'>"
    "<path fill='#d9480f' d='M96 40h64l-12 44c44 22 52 62 40 96-8 24-30 40-60 40s-52-16-60-40"
    "c-12-34-4-74 40-96z'/><path fill='#f08c5a' d='M96 40h64l-4 14h-56z'/></svg>"
)
PICTURE: Final = f"data:image/svg+xml,{quote(_VASE)}"

_NAMES: Final = (
    "Studio headphones",
    "Stoneware teapot",
    "City bicycle, 7 gears",
    "Rangefinder camera with a rather long name",
    "Reading lamp",
    "Wooden train",
)
_STOCK: Final = (("in", "In stock", 34), ("low", "Only 3 left", 3), ("out", "Sold out", 0))

PRODUCTS: Final = [
    ProductCard(
        id=place,
        name=name,
        category=("Music", "Kitchen", "Outdoors")[place % 3],
        price=("$129.00", "$38.50", "$1,549.00")[place % 3],
        compare_at_price="$45.00" if place == 1 else "",
        image_url="" if place == 5 else PICTURE,  # noqa: PLR2004 - one without a picture
        tile=place,
        is_photo=place == 3,  # noqa: PLR2004 - one photo among drawings
        stock=_STOCK[place % 3][2],
        stock_level=_STOCK[place % 3][0],
        stock_label=_STOCK[place % 3][1],
        href="/gallery",
    )
    for place, name in enumerate(_NAMES)
]
_SHELVES: Final = (("Home", 11), ("Kitchen", 12), ("Music", 9), ("Outdoors", 8), ("Toys", 7))
CATEGORIES: Final = [
    CategoryChip(name=name, count=count, href="/gallery", image_url=PICTURE, tile=tile)
    for tile, (name, count) in enumerate(_SHELVES)
]
FACETS: Final = [
    CategoryFacet(name=name, count=count, is_selected=name == "Kitchen") for name, count in _SHELVES
]
FILTERS: Final = [
    AppliedFilter(label=label, href="/gallery") for label in ("Kitchen", "Up to $50.00", "In stock")
]
PICTURES: Final = [
    Picture(id=str(place), url=PICTURE, alt="An orange vase", label=f"Picture {place} of 3")
    for place in (1, 2, 3)
]
STATUS_FILTERS: Final = [
    StatusFilter(label=label, href="/gallery", is_selected=label == "All")
    for label in ("All", "Pending", "Shipped")
]
SUGGESTIONS: Final = [
    Suggestion(
        id=product.id,
        name=product.name,
        category=product.category,
        price=product.price,
        image_url=product.image_url,
        tile=product.tile,
        href=product.href,
    )
    for product in PRODUCTS[:3]
]
CART_LINES: Final = [
    CartLine(
        product_id=place,
        name=name,
        price="$38.50",
        subtotal="$77.00",
        quantity=2,
        stock=9,
        image_url=PICTURE,
        tile=place,
        href="/gallery",
        problem=problem,
        message=message,
    )
    for place, (name, problem, message) in enumerate(
        (
            ("Stoneware teapot", "", ""),
            ("Bento box", "price_changed", "The price went down from $45.00 since you added it."),
            ("Open canoe", "short_stock", "Only 1 left. Please choose a smaller quantity."),
            ("Rangefinder camera", "out_of_stock", "Someone just took the last one."),
        )
    )
]
ORDERS: Final = [
    OrderCard(
        id=1042 - place,
        number=f"#{1042 - place}",
        placed_at="2026-11-23T14:05:00Z",
        status=status,
        status_label=status.capitalize(),
        total="$77.00",
        item_count=place + 1,
        href="/gallery",
    )
    for place, status in enumerate(("pending", "confirmed", "shipped", "delivered", "cancelled"))
]
ORDER_LINES: Final = [
    OrderLine(
        name=name,
        sku=name,
        price="$38.50",
        quantity=2,
        subtotal="$77.00",
        image_url=PICTURE,
        tile=tile,
        href="/gallery",
    )
    for tile, name in enumerate(_NAMES[:3])
]
STEPS: Final = [
    TimelineStep(status="pending", label="Pending", at="2026-11-23T14:05:00Z", is_done=True),
    TimelineStep(
        status="confirmed",
        label="Confirmed",
        at="2026-11-23T14:20:00Z",
        is_done=True,
        is_current=True,
    ),
    TimelineStep(status="shipped", label="Shipped"),
    TimelineStep(status="delivered", label="Delivered"),
]
CANCELLED: Final = [
    TimelineStep(status="pending", label="Pending", at="2026-11-23T14:05:00Z", is_done=True),
    TimelineStep(
        status="cancelled",
        label="Cancelled",
        at="2026-11-23T14:20:00Z",
        by="staff 3",
        reason="The teapot has a crack.",
        is_done=True,
        is_current=True,
    ),
]
SIGN_INS: Final = [
    SignInRow(
        id=str(place),
        device=device,
        is_pocket=is_pocket,
        last_used="2026-11-23T14:05:00Z",
        is_current=not is_pocket,
    )
    for place, (device, is_pocket) in enumerate(
        (("Firefox on Linux", False), ("Safari on iPhone", True))
    )
]
DEMO_ACCOUNTS: Final = [
    DemoAccount(label="Shopper", email="shopper@example.com", password="a demo password"),  # noqa: S106 - shown to all
]
