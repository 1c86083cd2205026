from typing import Final

import reflex as rx
from reflex.vars import ObjectVar

from storefront.api.models import SignInRow
from storefront.components.buttons import danger_button, quiet_button
from storefront.components.fields import Field, field_error, form_of, password_field, text_field
from storefront.components.message import resting
from storefront.components.notes import alert, confirmation
from storefront.components.sign_in_row import sign_in_row
from storefront.components.skeleton import bone, waiting
from storefront.layout.guard import for_members
from storefront.layout.shell import shell
from storefront.state import account as forms
from storefront.state.account import AccountState
from storefront.theme import styles

NAME: Final = Field(
    name="username",
    label="What shall we call you?",
    autocomplete="nickname",
    hint="3 to 50 characters.",
    min_length=3,
    max_length=50,
)
EMAIL: Final = Field(
    name="email", label="Email address", type="email", autocomplete="email", max_length=254
)
PASSWORD_FOR_EMAIL: Final = Field(
    name="password_for_email",
    label="Your password",
    type="password",
    autocomplete="current-password",
    hint="Needed for another address.",
    is_required=False,
)
CURRENT_PASSWORD: Final = Field(
    name="current_password",
    label="Current password",
    type="password",
    autocomplete="current-password",
)
NEW_PASSWORD: Final = Field(
    name="new_password",
    label="New password",
    type="password",
    autocomplete="new-password",
    hint="At least 8 characters. A few words in a row are good.",
    min_length=8,
)
PASSWORD_TO_CLOSE: Final = Field(
    name="password_to_close",
    label="Your password",
    type="password",
    autocomplete="current-password",
)


def account() -> rx.Component:
    return shell(
        rx.el.div(
            # Whose page it is decides nothing about its title: it is there at once.
            rx.el.h1("Your account", class_name=f"{styles.TITLE} mb-room"),
            for_members(
                rx.cond(
                    AccountState.error,
                    resting(AccountState.error, on_retry=AccountState.load),
                    rx.cond(
                        AccountState.is_loaded,
                        rx.el.div(
                            _profile(),
                            _password(),
                            _devices(),
                            _closing(),
                            class_name="flex flex-col gap-room",
                        ),
                        waiting(
                            bone("h-80 w-full rounded-card"),
                            bone("h-64 w-full rounded-card"),
                            label="Fetching your account",
                            class_name="flex flex-col gap-room",
                        ),
                    ),
                ),
            ),
            class_name="mx-auto max-w-2xl",
        ),
    )


def _profile() -> rx.Component:
    return _section(
        "Profile",
        form_of(
            text_field(
                NAME,
                error=AccountState.field_errors["username"],
                on_leave=AccountState.leave_field,
                value=AccountState.user_name,
            ),
            _foot("Save the name", form=forms.NAME),
            on_submit=AccountState.rename,
        ),
        rx.el.hr(class_name="border-line"),
        rx.cond(AccountState.has_password, _change_email(), _email_as_it_is()),
    )


def _change_email() -> rx.Component:
    return form_of(
        rx.el.div(
            text_field(
                EMAIL,
                error=AccountState.field_errors["email"],
                on_leave=AccountState.leave_field,
                value=AccountState.email,
            ),
            _standing_of_email(),
            class_name="flex flex-col gap-tight",
        ),
        _password_field(PASSWORD_FOR_EMAIL),
        _foot("Change the address", form=forms.EMAIL),
        on_submit=AccountState.change_email,
    )


def _email_as_it_is() -> rx.Component:
    return rx.el.div(
        rx.el.p("Email address", class_name="text-small font-medium"),
        rx.el.p(AccountState.email, class_name="break-all"),
        _standing_of_email(),
        alert(AccountState.alerts[forms.EMAIL]),
        confirmation(AccountState.notes[forms.EMAIL]),
        class_name="flex flex-col gap-tight",
    )


def _standing_of_email() -> rx.Component:
    return rx.cond(
        AccountState.pending_email,
        rx.el.div(
            rx.el.p(
                "Waiting for you to use the link mailed to ",
                rx.el.strong(AccountState.pending_email, class_name="break-all text-ink"),
                ". Until then your address stays as it is.",
                class_name=styles.SOFT,
            ),
            _send_again(),
        ),
        rx.cond(
            AccountState.is_verified,
            rx.el.p(
                rx.icon("circle-check", size=16, class_name="shrink-0", aria_hidden=True),
                "Confirmed",
                class_name=f"{styles.SIGN} text-in-stock",
            ),
            rx.el.div(
                rx.el.p(
                    "Not confirmed yet. We mailed you a link when you gave us this address.",
                    class_name=styles.SOFT,
                ),
                _send_again(),
            ),
        ),
    )


def _send_again() -> rx.Component:
    return rx.el.button(
        "Send the link again",
        type="button",
        on_click=AccountState.mail_verification,
        disabled=AccountState.busy_form != "",
        class_name=f"{styles.LINK} inline-flex min-h-control items-center text-small",
    )


def _password() -> rx.Component:
    return rx.cond(AccountState.has_password, _change_password(), _first_password())


def _first_password() -> rx.Component:
    return _section(
        "Password",
        rx.el.p(
            "You sign in with Google and have no password. With one you can also sign in here,"
            " change your address or close the account.",
            class_name=styles.SOFT,
        ),
        rx.el.div(
            alert(AccountState.alerts[forms.PASSWORD]),
            confirmation(AccountState.notes[forms.PASSWORD]),
            class_name=styles.UNLESS_SILENT,
        ),
        quiet_button(
            rx.cond(
                AccountState.busy_form == forms.PASSWORD, "One moment…", "Set a password by mail"
            ),
            on_click=AccountState.mail_password,
            disabled=AccountState.busy_form != "",
            class_name="self-start max-sm:self-stretch",
        ),
    )


def _change_password() -> rx.Component:
    return _section(
        "Password",
        rx.el.p(
            "You stay signed in here; everywhere else you will be asked for the new one.",
            class_name=styles.SOFT,
        ),
        form_of(
            # For password managers: whose password this is.
            rx.el.label("Email address", html_for="account_of", class_name="hidden"),
            rx.el.input(
                id="account_of",
                name="account_of",
                type="email",
                auto_complete="username",
                read_only=True,
                default_value=AccountState.email,
                class_name="hidden",
            ),
            _password_field(CURRENT_PASSWORD),
            _password_field(NEW_PASSWORD),
            _foot("Change the password", form=forms.PASSWORD),
            on_submit=AccountState.change_password,
        ),
        rx.el.button(
            "Forgot it? Choose another by mail",
            type="button",
            on_click=AccountState.mail_password,
            disabled=AccountState.busy_form != "",
            class_name=f"{styles.LINK} min-h-control self-start text-left text-small",
        ),
    )


def _devices() -> rx.Component:
    def row(found: ObjectVar[SignInRow]) -> rx.Component:
        return sign_in_row(
            found, on_end=AccountState.end_sign_in, is_busy=AccountState.busy_form != ""
        )

    return _section(
        "Where you are signed in",
        rx.el.ul(
            rx.foreach(AccountState.sign_ins, row),
            role="list",
            class_name=styles.RULED,
        ),
        rx.el.div(
            alert(AccountState.alerts[forms.DEVICES]),
            confirmation(AccountState.notes[forms.DEVICES]),
            class_name=styles.UNLESS_SILENT,
        ),
        quiet_button(
            "Sign out everywhere",
            on_click=AccountState.sign_out_everywhere,
            disabled=AccountState.busy_form != "",
            class_name="self-start max-sm:self-stretch",
        ),
    )


def _closing() -> rx.Component:
    return _section(
        "Close your account",
        rx.el.p(
            "You can no longer sign in, and your account forgets your name and address. Your orders"
            " stay with the shop as its records, with the address they were placed with. This"
            " cannot be undone.",
            class_name=styles.SOFT,
        ),
        rx.cond(AccountState.has_password, _close_it(), _no_way_to_close_yet()),
    )


def _no_way_to_close_yet() -> rx.Component:
    return rx.fragment(
        rx.el.p("Closing asks for your password. Set one first."),
        alert(AccountState.alerts[forms.CLOSING]),
    )


def _close_it() -> rx.Component:
    return rx.el.details(
        rx.el.summary(
            "I want to close my account",
            class_name=f"{styles.LINK} flex min-h-control w-fit cursor-pointer items-center",
        ),
        form_of(
            rx.el.div(
                rx.el.label(
                    rx.el.input(
                        id="is_sure",
                        name="is_sure",
                        type="checkbox",
                        class_name="size-5 shrink-0 accent-danger",
                        custom_attrs={
                            "aria-describedby": "is_sure-error",
                            "aria-invalid": rx.cond(
                                AccountState.field_errors["is_sure"], "true", "false"
                            ),
                        },
                    ),
                    "Yes, close my account for good.",
                    html_for="is_sure",
                    class_name="flex min-h-control items-center gap-snug",
                ),
                field_error("is_sure", AccountState.field_errors["is_sure"]),
            ),
            _password_field(PASSWORD_TO_CLOSE),
            alert(AccountState.alerts[forms.CLOSING]),
            rx.el.div(
                danger_button(
                    rx.cond(
                        AccountState.busy_form == forms.CLOSING,
                        "One moment…",
                        "Close my account",
                    ),
                    disabled=AccountState.busy_form != "",
                ),
                class_name="flex max-sm:flex-col",
            ),
            on_submit=AccountState.close,
            class_name="mt-snug",
        ),
    )


def _section(title: str, *content: rx.Component) -> rx.Component:
    return rx.el.section(
        rx.el.h2(title, class_name=styles.SUBHEADING),
        *content,
        class_name=f"{styles.CARD} flex flex-col gap-base max-sm:p-base",
    )


def _password_field(field: Field) -> rx.Component:
    return password_field(
        field, error=AccountState.field_errors[field.name], on_leave=AccountState.leave_field
    )


def _foot(label: str, *, form: str) -> rx.Component:
    return rx.el.div(
        alert(AccountState.alerts[form]),
        confirmation(AccountState.notes[form]),
        quiet_button(
            rx.cond(AccountState.busy_form == form, "One moment…", label),
            type="submit",
            disabled=AccountState.busy_form != "",
            class_name="self-start max-sm:self-stretch",
        ),
        class_name="flex flex-col gap-snug",
    )
