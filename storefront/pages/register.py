from typing import Final
from urllib.parse import quote

import reflex as rx

from storefront.components.buttons import buy_button
from storefront.components.fields import Field, password_field, text_field
from storefront.components.first_html import until_awake
from storefront.components.google_button import google_button
from storefront.components.notes import alert
from storefront.layout.shell import shell
from storefront.pages.login import CHECKOUT, EMAIL
from storefront.state.session import SessionState
from storefront.theme import styles

NAME: Final = Field(
    name="username",
    label="What shall we call you?",
    autocomplete="nickname",
    hint="3 to 50 characters.",
    min_length=3,
    max_length=50,
)
PASSWORD: Final = Field(
    name="password",
    label="Password",
    type="password",
    autocomplete="new-password",
    hint="At least 8 characters. A few words in a row are good.",
    min_length=8,
    max_length=72,
)
_APART: Final = "flex flex-col gap-room"


def register() -> rx.Component:
    return shell(
        rx.el.div(
            rx.el.div(
                rx.el.h1("Create an account", class_name=styles.TITLE),
                rx.cond(
                    SessionState.next_path == CHECKOUT,
                    rx.el.p("Then your order is one click away. Your cart comes along."),
                ),
                class_name="flex flex-col gap-tight",
            ),
            rx.el.form(
                alert(SessionState.form_error),
                text_field(EMAIL, error=SessionState.field_errors["email"]),
                text_field(NAME, error=SessionState.field_errors["username"]),
                password_field(PASSWORD, error=SessionState.field_errors["password"]),
                buy_button(
                    rx.cond(SessionState.is_busy, "One moment…", "Create the account"),
                    type="submit",
                    disabled=SessionState.is_busy,
                ),
                on_submit=SessionState.register,
                class_name="flex flex-col gap-base",
            ),
            until_awake(_other_ways_in(), is_awake=SessionState.is_ready, class_name=_APART),
            class_name=f"{styles.NARROW} {_APART}",
        ),
    )


def _other_ways_in() -> rx.Component:
    return rx.fragment(
        rx.cond(
            SessionState.has_google,
            google_button(
                on_click=SessionState.continue_with_google,
                is_stand_in=SessionState.is_google_stand_in,
            ),
        ),
        rx.el.p(
            "Been here before? ",
            rx.el.a(
                "Sign in",
                href=rx.cond(
                    SessionState.next_path == CHECKOUT,
                    f"/login?next={quote(CHECKOUT, safe='')}",
                    "/login",
                ),
                class_name=styles.LINK,
            ),
        ),
    )
