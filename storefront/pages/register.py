from typing import Final

import reflex as rx

from storefront.components.buttons import buy_button
from storefront.components.fields import Field, form_of, password_field, text_field
from storefront.components.notes import alert
from storefront.components.too_early import too_early
from storefront.layout.shell import shell
from storefront.pages.login import CHECKOUT, EMAIL
from storefront.pages.other_ways_in import other_ways_in
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
)


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
            form_of(
                too_early(),
                alert(SessionState.form_error),
                text_field(
                    EMAIL,
                    error=SessionState.field_errors["email"],
                    on_leave=SessionState.leave_registration_field,
                ),
                text_field(
                    NAME,
                    error=SessionState.field_errors["username"],
                    on_leave=SessionState.leave_registration_field,
                ),
                password_field(
                    PASSWORD,
                    error=SessionState.field_errors["password"],
                    on_leave=SessionState.leave_registration_field,
                ),
                buy_button(
                    rx.cond(SessionState.is_busy, "One moment…", "Create the account"),
                    type="submit",
                    disabled=SessionState.is_busy,
                ),
                on_submit=SessionState.register,
            ),
            other_ways_in("Been here before?", "Sign in", to="/login"),
            class_name=f"{styles.NARROW} {styles.APART}",
        ),
    )
