from uuid import UUID

from backend_services.shared.messaging.event import Event


class _ProductState(Event):
    """What the shop window shows of a product."""

    product_id: int
    sku: str
    name: str
    price: str  # decimal, in `currency`
    currency: str
    stock_quantity: int  # what can be bought now: on hand less reserved
    is_active: bool


class ProductCreatedV1(_ProductState, type="product.created", version=1):
    pass


class ProductUpdatedV1(_ProductState, type="product.updated", version=1):
    pass


class ProductDeletedV1(_ProductState, type="product.deleted", version=1):
    pass


class ProductStockChangedV1(_ProductState, type="product.stock_changed", version=1):
    pass


class ReservationExpiredV1(Event, type="reservation.expired", version=1):
    reservation_id: UUID


class StockUnavailableV1(Event, type="stock.unavailable", version=1):
    """An order's hold had expired before the order was heard of, and the units are gone."""

    reservation_id: UUID
    order_id: int
