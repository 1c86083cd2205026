import reflex as rx

from storefront.api.models import StaffOrderRow


class StaffOrdersState(rx.State):
    orders: rx.Field[list[StaffOrderRow]] = rx.field(default_factory=list[StaffOrderRow])
    is_loading: rx.Field[bool] = rx.field(default=True)
    error: rx.Field[str] = rx.field("")

    @rx.event
    async def load(self) -> None:
        self.is_loading = False

    @rx.event
    async def advance(self, order_id: int, status: str) -> None:
        del order_id, status
