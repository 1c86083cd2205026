import reflex as rx

from storefront.components.buttons import buy_button
from storefront.components.fields import form_of, text_field
from storefront.components.notes import alert
from storefront.components.too_early import too_early
from storefront.layout.shell import shell
from storefront.pages.login import EMAIL
from storefront.state.account_links import ForgottenPasswordState
from storefront.state.session import SessionState
from storefront.theme import styles


def forgot_password() -> rx.Component:
    return shell(
        rx.el.div(
            rx.cond(ForgottenPasswordState.sent_to, _sent(), _form()),
            rx.el.a(
                "Back to sign in",
                href=f"/login{SessionState.next_query}",
                class_name=f"{styles.LINK} inline-flex min-h-control items-center self-start",
            ),
            class_name=f"{styles.NARROW} flex flex-col gap-room",
        ),
    )


def _form() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.h1("Forgot your password?", class_name=styles.TITLE),
            rx.el.p("Tell us your email address, and we mail you a link to choose a new one."),
            class_name="flex flex-col gap-tight",
        ),
        form_of(
            too_early(),
            alert(ForgottenPasswordState.form_error),
            text_field(
                EMAIL,
                error=ForgottenPasswordState.field_errors["email"],
                on_leave=ForgottenPasswordState.leave_field,
            ),
            buy_button(
                rx.cond(ForgottenPasswordState.is_busy, "One moment…", "Mail me a link"),
                type="submit",
                disabled=ForgottenPasswordState.is_busy,
            ),
            on_submit=ForgottenPasswordState.ask,
        ),
        class_name="flex flex-col gap-room",
    )


def _sent() -> rx.Component:
    return rx.el.div(
        rx.el.h1("Look into your mailbox", class_name=styles.TITLE),
        rx.el.p(
            "If there is an account for ",
            rx.el.strong(ForgottenPasswordState.sent_to, class_name="break-all text-ink"),
            ", a mail is on its way. Its link is good for one hour.",
        ),
        rx.el.p(
            "Nothing there? Look among the unwanted mails, or try another address.",
            class_name=styles.SOFT,
        ),
        rx.el.button(
            "Ask again",
            type="button",
            on_click=ForgottenPasswordState.load,
            class_name=f"{styles.QUIET} self-start",
        ),
        role="status",
        class_name="flex flex-col gap-base",
    )
