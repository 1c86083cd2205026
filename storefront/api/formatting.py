"""How the shop says money and stock. Numbers become words here and nowhere else."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

SYMBOLS: Final = {"USD": "$", "EUR": "€", "GBP": "£"}
LOW_STOCK: Final = 5  # from here down the shelf says how many are left

STATUS_LABELS: Final = {
    "placing": "Placing",
    "pending": "Pending",
    "confirmed": "Confirmed",
    "shipped": "Shipped",
    "delivered": "Delivered",
    "cancelled": "Cancelled",
    "rejected": "Rejected",
}


@dataclass(frozen=True, kw_only=True)
class Display:
    """Where pictures come from."""

    media_base: str = ""  # "" when pages and pictures share an origin

    def image_url(self, path: str | None) -> str:
        return f"{self.media_base}{path}" if path and path.startswith("/") else ""


def instant(at: datetime) -> str:
    """As 2026-11-23T14:05:00Z: whose clock tells it decides the browser (components/moment.py)."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def money(amount: str, currency: str) -> str:
    """Turn 1238.50 USD into $1,238.50. Never through floats: cents would drift."""
    value = Decimal(amount)
    sign = "-" if value < 0 else ""
    digits = f"{abs(value):,f}"
    symbol = SYMBOLS.get(currency)
    return f"{sign}{symbol}{digits}" if symbol else f"{sign}{currency} {digits}".strip()


def stock_level(stock: int, *, is_active: bool = True) -> str:
    if stock <= 0 or not is_active:
        return "out"
    return "low" if stock <= LOW_STOCK else "in"


def stock_label(stock: int, *, is_active: bool = True) -> str:
    match stock_level(stock, is_active=is_active):
        case "out":
            return "Sold out" if is_active else "No longer sold"
        case "low":
            return f"Only {stock} left"
        case _:
            return "In stock"


def order_number(order_id: int) -> str:
    return f"#{order_id}"


def status_label(status: str) -> str:
    return STATUS_LABELS.get(status, status.replace("_", " ").capitalize())


def counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
