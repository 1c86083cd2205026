"""How far a file is on its way from the browser to the shop."""

from typing import Any

import reflex as rx

from storefront.state.staff_desk import Desk, staff_only


class FileSending(Desk, mixin=True):
    upload_progress: rx.Field[int] = rx.field(0)  # per cent

    @rx.event
    @staff_only
    async def tell_progress(self, progress: dict[str, Any]) -> None:
        share = progress.get("progress")
        self.upload_progress = round(share * 100) if isinstance(share, int | float) else 0
