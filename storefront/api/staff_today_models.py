"""What the console's front page shows, ready to be shown."""

from dataclasses import dataclass, field
from typing import Final

NOTHING: Final = "–"  # noqa: RUF001 - a dash, as long as a figure's
UNKNOWN: Final = "Not known just now"


@dataclass(frozen=True, kw_only=True)
class SalesDay:
    """A bar of the charts and a row of their table."""

    day: str = ""
    orders: int = 0
    cancelled: int = 0
    revenue: float = 0.0  # how high its bar is; people read the label
    revenue_label: str = ""


@dataclass(frozen=True, kw_only=True)
class SalesFigures:
    is_known: bool = False
    orders: str = ""
    orders_note: str = ""
    revenue: str = ""
    average: str = ""
    conversion: str = ""
    conversion_note: str = ""
    days: list[SalesDay] = field(default_factory=list[SalesDay])


@dataclass(frozen=True, kw_only=True)
class LowProduct:
    id: int = 0
    name: str = ""
    sku: str = ""
    stock_label: str = ""
    stock_level: str = "low"
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class LowStock:
    is_known: bool = False
    summary: str = UNKNOWN
    products: list[LowProduct] = field(default_factory=list[LowProduct])


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """A number that should be 0; `level` is "low" when it is not."""

    is_known: bool = False
    count: str = NOTHING
    note: str = UNKNOWN
    level: str = ""


@dataclass(frozen=True, kw_only=True)
class Today:
    so_far: SalesFigures  # of this day alone
    sales: SalesFigures
    stock: LowStock
    failed_mails: Trouble
    dead_letters: Trouble

    @property
    def is_known(self) -> bool:
        """Somebody had something to say."""
        parts = (self.so_far, self.sales, self.stock, self.failed_mails, self.dead_letters)
        return any(part.is_known for part in parts)
