import reflex as rx

from storefront.api.models import CartLine


class CartState(rx.State):
    lines: rx.Field[list[CartLine]] = rx.field(default_factory=list[CartLine])
    item_count: rx.Field[int] = rx.field(0)
    count_label: rx.Field[str] = rx.field("")
    total: rx.Field[str] = rx.field("")
    is_loading: rx.Field[bool] = rx.field(default=True)
    is_busy: rx.Field[bool] = rx.field(default=False)
    error: rx.Field[str] = rx.field("")
    note: rx.Field[str] = rx.field("")
    undo_name: rx.Field[str] = rx.field("")
    can_check_out: rx.Field[bool] = rx.field(default=False)
    is_checked: rx.Field[bool] = rx.field(default=True)

    @rx.var  # pyright: ignore[reportUnknownMemberType]  # Reflex leaves its **kwargs untyped
    def is_empty(self) -> bool:
        return not self.lines

    @rx.event
    async def load(self) -> None:
        self.is_loading = False

    @rx.event
    async def add(self, product_id: int, quantity: int) -> None:
        del product_id, quantity

    @rx.event
    async def set_quantity(self, product_id: int, quantity: int) -> None:
        del product_id, quantity

    @rx.event
    async def remove(self, product_id: int) -> None:
        del product_id

    @rx.event
    async def undo_remove(self) -> None:
        self.undo_name = ""
