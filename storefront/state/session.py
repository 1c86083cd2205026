from typing import Any

import reflex as rx

from storefront.api.models import DemoAccount


class SessionState(rx.State):
    is_ready: rx.Field[bool] = rx.field(default=False)
    is_signed_in: rx.Field[bool] = rx.field(default=False)
    user_name: rx.Field[str] = rx.field("")
    user_email: rx.Field[str] = rx.field("")
    role: rx.Field[str] = rx.field("")
    demo_accounts: rx.Field[list[DemoAccount]] = rx.field(default_factory=list[DemoAccount])
    form_error: rx.Field[str] = rx.field("")
    field_errors: rx.Field[dict[str, str]] = rx.field(default_factory=dict[str, str])
    is_busy: rx.Field[bool] = rx.field(default=False)
    next_path: rx.Field[str] = rx.field("")

    @rx.var  # pyright: ignore[reportUnknownMemberType]  # Reflex leaves its **kwargs untyped
    def is_staff(self) -> bool:
        return self.role in {"staff", "admin"}

    @rx.event
    async def load(self) -> None:
        self.is_ready = True

    @rx.event
    async def require_sign_in(self) -> rx.event.EventSpec | None:
        return None

    @rx.event
    async def sign_in(self, form_data: dict[str, Any]) -> None:
        del form_data

    @rx.event
    async def use_demo_account(self, email: str, password: str) -> None:
        del email, password

    @rx.event
    async def register(self, form_data: dict[str, Any]) -> None:
        del form_data

    @rx.event
    async def sign_out(self) -> None:
        self.is_signed_in = False
