import reflex as rx

from storefront.api.models import OrderCard, OrderDetail


class OrdersState(rx.State):
    orders: rx.Field[list[OrderCard]] = rx.field(default_factory=list[OrderCard])
    is_loading: rx.Field[bool] = rx.field(default=True)
    error: rx.Field[str] = rx.field("")
    has_more: rx.Field[bool] = rx.field(default=False)

    @rx.event
    async def load(self) -> None:
        self.is_loading = False

    @rx.event
    async def load_more(self) -> None:
        self.is_loading = False

    @rx.event
    async def retry(self) -> None:
        self.error = ""


class OrderState(rx.State):
    order: rx.Field[OrderDetail] = rx.field(default_factory=OrderDetail)
    is_loading: rx.Field[bool] = rx.field(default=True)
    is_missing: rx.Field[bool] = rx.field(default=False)
    error: rx.Field[str] = rx.field("")
    is_busy: rx.Field[bool] = rx.field(default=False)
    just_placed: rx.Field[bool] = rx.field(default=False)

    @rx.var  # pyright: ignore[reportUnknownMemberType]  # Reflex leaves its **kwargs untyped
    def page_title(self) -> str:
        return f"Order {self.order.number} · Vitrine" if self.order.number else "Vitrine"

    @rx.event
    async def load(self) -> None:
        self.is_loading = False

    @rx.event
    async def cancel(self) -> None:
        self.is_busy = False

    @rx.event
    async def retry(self) -> None:
        self.error = ""
