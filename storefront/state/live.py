import reflex as rx


class LiveState(rx.State):
    # True until known otherwise, so that no page flashes "Reconnecting…" while it starts.
    is_connected: rx.Field[bool] = rx.field(default=True)

    @rx.event(background=True)
    async def follow(self) -> None:
        async with self:
            self.is_connected = True
