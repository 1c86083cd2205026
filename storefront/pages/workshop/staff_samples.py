"""Made-up work for the gallery."""

from typing import Final

from storefront.api.staff_models import (
    AuditLine,
    CustomerRow,
    FieldChange,
    MailRow,
    StaffOrderRow,
    StaffProductRow,
)
from storefront.api.staff_today_models import SalesDay
from storefront.pages.workshop import samples
from storefront.theme.tokens import COLORS

_AT: Final = "2026-11-23T14:05:00Z"

ORDERS: Final = [
    StaffOrderRow(
        number=order.number,
        order_id=order.id,
        email="ana@example.com",
        contents="2 × Stoneware teapot",  # noqa: RUF001 - as people write it
        placed_at=order.placed_at,
        status=order.status,
        status_label=order.status_label,
        total=order.total,
        href="/gallery",
        next_statuses=["confirmed", "cancelled"] if order.status == "pending" else [],
    )
    for order in samples.ORDERS
]
PRODUCTS: Final = [
    StaffProductRow(
        id=product.id,
        name=product.name,
        sku=f"SKU-{product.id}",
        category=product.category,
        price="38.50",
        price_label=product.price,
        stock=product.stock,
        stock_label=product.stock_label,
        stock_level=product.stock_level,
        image_url=product.image_url,
        tile=product.tile,
        version="1",
        href="/gallery",
        conflict="Somebody changed this meanwhile: it costs $38.50." if product.id == 1 else "",
    )
    for product in samples.PRODUCTS[:3]
]
CUSTOMERS: Final = [
    CustomerRow(
        user_id=place,
        name=name,
        email=f"{name.lower()}@example.com",
        role_label=role,
        status=status,
        status_label=label,
        since=_AT,
        href="/gallery",
    )
    for place, (name, role, status, label) in enumerate(
        (
            ("Ana", "Customer", "active", "Active"),
            ("Ben", "Staff", "active", "Active"),
            ("Cleo", "Customer", "off", "Switched off"),
        ),
        start=1,
    )
]
MAILS: Final = [
    MailRow(
        id=place,
        kind="Order shipped",
        recipient="ana@example.com",
        subject="Your order #1042 is on its way",
        status=status,
        status_label=status.capitalize(),
        at=_AT,
        problem="Connection refused" if status == "failed" else "",
        is_copy=status == "pending",
        href="/gallery",
        order_href="/gallery",
        order_number="#1042",
    )
    for place, status in enumerate(("sent", "pending", "failed"), start=1)
]
CHANGES: Final = [
    AuditLine(
        key="price",
        at=_AT,
        who="Ben",
        role="staff",
        deed="Price changed",
        what="Stoneware teapot",
        href="/gallery",
        changes=[FieldChange(label="Price", before="$45.00", after="$38.50")],
    ),
    AuditLine(
        key="made",
        at=_AT,
        who="The shop",
        deed="Made",
        what="Wooden train",
        href="/gallery",
        changes=[FieldChange(label="Stock", after="9")],
    ),
]
DAYS: Final = [
    SalesDay(day=day, orders=orders, revenue=revenue, revenue_label=f"${revenue:.2f}")
    for day, orders, revenue in (("21 Nov", 1, 38.5), ("22 Nov", 0, 0.0), ("23 Nov", 3, 115.5))
]
MAIL: Final = (
    f"<body style='padding:1.5rem;background:{COLORS['paper'].dark};color:{COLORS['ink'].dark}'>"
    "<h1>Your order is on its way</h1><p>Thank you, Ana.</p></body>"
)
