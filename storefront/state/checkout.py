import reflex as rx


class CheckoutState(rx.State):
    is_placing: rx.Field[bool] = rx.field(default=False)
    error: rx.Field[str] = rx.field("")
    changed_lines: rx.Field[list[str]] = rx.field(default_factory=list[str])

    @rx.event
    async def load(self) -> None:
        self.error = ""

    @rx.event
    async def place_order(self) -> None:
        self.error = ""
