from typing import Final

import reflex as rx

from storefront.components.buttons import buy_button
from storefront.components.demo_accounts import demo_accounts
from storefront.components.fields import Field, form_of, password_field, text_field
from storefront.components.notes import alert, confirmation
from storefront.components.too_early import too_early
from storefront.layout.shell import shell
from storefront.pages.other_ways_in import other_ways_in
from storefront.state.session import SessionState
from storefront.theme import styles

EMAIL: Final = Field(
    name="email", label="Email address", type="email", autocomplete="username", max_length=254
)
PASSWORD: Final = Field(
    name="password", label="Password", type="password", autocomplete="current-password"
)
CHECKOUT: Final = "/checkout"


def login() -> rx.Component:
    return shell(
        rx.el.div(
            rx.el.div(
                rx.el.h1("Sign in", class_name=styles.TITLE),
                rx.cond(
                    SessionState.next_path == CHECKOUT,
                    rx.el.p("Then your order is one click away. Your cart comes along."),
                ),
                class_name="flex flex-col gap-tight",
            ),
            confirmation(SessionState.notice),
            form_of(
                too_early(),
                alert(SessionState.form_error),
                text_field(
                    EMAIL,
                    error=SessionState.field_errors["email"],
                    on_leave=SessionState.leave_sign_in_field,
                ),
                rx.el.div(
                    password_field(
                        PASSWORD,
                        error=SessionState.field_errors["password"],
                        on_leave=SessionState.leave_sign_in_field,
                    ),
                    rx.el.a(
                        "Forgot your password?",
                        href=f"/forgot-password{SessionState.next_query}",
                        class_name=f"{styles.LINK} inline-flex min-h-control items-center"
                        " text-small",
                    ),
                ),
                buy_button(
                    rx.cond(SessionState.is_busy, "One moment…", "Sign in"),
                    type="submit",
                    disabled=SessionState.is_busy,
                ),
                on_submit=SessionState.sign_in,
            ),
            other_ways_in("New here?", "Create an account", _demo(), to="/register"),
            class_name=f"{styles.NARROW} {styles.APART}",
        ),
    )


def _demo() -> rx.Component:
    return demo_accounts(
        SessionState.demo_accounts,
        on_use=lambda account: SessionState.use_demo_account(account.email, account.password),
        is_busy=SessionState.is_busy,
    )
