import reflex as rx

from storefront.components.buttons import buy_button, buy_link
from storefront.components.fields import form_of, password_field
from storefront.components.message import message
from storefront.components.notes import alert
from storefront.components.too_early import too_early
from storefront.layout.shell import shell
from storefront.pages.account import NEW_PASSWORD
from storefront.state.account_links import ResetPasswordState
from storefront.theme import styles


def reset_password() -> rx.Component:
    return shell(rx.cond(ResetPasswordState.is_link_over, _over(), _form()))


def _form() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.h1("Choose a new password", class_name=styles.TITLE),
            rx.el.p("With it you sign in again, here and on all your devices."),
            class_name="flex flex-col gap-tight",
        ),
        form_of(
            too_early(),
            alert(ResetPasswordState.form_error),
            password_field(
                NEW_PASSWORD,
                error=ResetPasswordState.field_errors["new_password"],
                on_leave=ResetPasswordState.leave_field,
            ),
            buy_button(
                rx.cond(ResetPasswordState.is_busy, "One moment…", "Set the password"),
                type="submit",
                disabled=ResetPasswordState.is_busy,
            ),
            on_submit=ResetPasswordState.choose,
        ),
        class_name=f"{styles.NARROW} flex flex-col gap-room",
    )


def _over() -> rx.Component:
    return rx.el.div(
        message(
            "This link is no longer valid",
            "It works once, for an hour, and only the newest one does. Your password is unchanged.",
            buy_link("Get a new link", to="/forgot-password"),
            icon="link-2-off",
            is_page=True,
        ),
        role="alert",
    )
