import reflex as rx

from storefront.components.buttons import buy_link, quiet_button
from storefront.components.message import message, resting
from storefront.components.notes import alert, confirmation
from storefront.components.skeleton import bone, waiting
from storefront.layout.shell import shell
from storefront.state.account_links import VerifyEmailState
from storefront.state.session import SessionState
from storefront.theme import styles


def verify_email() -> rx.Component:
    return shell(
        rx.el.div(
            rx.cond(
                VerifyEmailState.outcome == "done",
                _done(),
                rx.cond(VerifyEmailState.outcome == "over", _over(), _unsettled()),
            ),
            custom_attrs={"aria-live": "polite"},
        ),
    )


def _unsettled() -> rx.Component:
    return rx.cond(
        VerifyEmailState.outcome == "taken",
        _taken(),
        rx.cond(
            VerifyEmailState.outcome == "resting",
            resting(VerifyEmailState.error, on_retry=VerifyEmailState.retry, is_page=True),
            _working(),
        ),
    )


def _working() -> rx.Component:
    return rx.el.div(
        rx.el.h1("Confirming your address…", class_name=styles.HEADING),
        waiting(bone("h-5 w-64 rounded-full"), label="One moment"),
        class_name="flex flex-col items-center gap-base py-hall text-center",
    )


def _done() -> rx.Component:
    return message(
        "Your address is confirmed",
        rx.cond(
            VerifyEmailState.email,
            f"{VerifyEmailState.email} is yours. Thank you.",
            "Thank you.",
        ),
        rx.cond(
            SessionState.is_signed_in,
            buy_link("To your account", to="/account"),
            buy_link("Sign in", to="/login"),
        ),
        icon="mail-check",
        is_page=True,
    )


def _over() -> rx.Component:
    return rx.el.div(
        message(
            "This link is no longer valid",
            "It works once, for a day, and only the newest one does.",
            rx.cond(
                SessionState.is_signed_in,
                quiet_button(
                    rx.cond(VerifyEmailState.is_busy, "One moment…", "Send a new link"),
                    on_click=VerifyEmailState.mail_again,
                    disabled=VerifyEmailState.is_busy,
                ),
                buy_link("Sign in to get a new one", to="/login?next=/account"),
            ),
            icon="link-2-off",
            is_page=True,
        ),
        rx.el.div(
            alert(VerifyEmailState.error),
            confirmation(VerifyEmailState.note),
            class_name="flex flex-col items-center",
        ),
    )


def _taken() -> rx.Component:
    return message(
        "This address belongs to another account by now",
        "Your account keeps the address it had. You can choose another one.",
        buy_link("To your account", to="/account"),
        icon="mail-x",
        is_page=True,
    )
