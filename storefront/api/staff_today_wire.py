"""The figures of the console's front page as they travel."""

from datetime import date

from storefront.api.wire import Amount, Wire


class SalesDayOut(Wire):
    day: date
    orders: int
    cancelled: int
    revenue: Amount


class CartFiguresOut(Wire):
    begun: int
    ordered: int
    conversion: float | None = None


class SalesOut(Wire):
    currency: str = "USD"
    orders: int
    cancelled: int
    revenue: Amount
    average_order: Amount | None = None
    days: list[SalesDayOut]
    carts: CartFiguresOut


class LowProductOut(Wire):
    id: int
    name: str
    sku: str
    stock_quantity: int


class LowStockOut(Wire):
    items: list[LowProductOut]
    total: int


class MailCountsOut(Wire):
    failed: int
    pending: int
    sent_today: int


class DepthsOut(Wire):
    depths: dict[str, int]
