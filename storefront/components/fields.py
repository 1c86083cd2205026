from dataclasses import dataclass
from typing import Any, Final, Literal

import reflex as rx

from storefront.components.arguments import FieldHandler, FormHandler
from storefront.theme import styles

_STACK: Final = "flex flex-col gap-[0.375rem]"


@dataclass(frozen=True, kw_only=True)
class Field:
    """What a browser and a password manager have to know of an input."""

    name: str
    label: str
    type: Literal["text", "email", "password"] = "text"
    autocomplete: str = "off"
    hint: str = ""
    min_length: int | None = None
    max_length: int | None = None
    is_required: bool = True


def form_of(*children: rx.Component, on_submit: FormHandler, class_name: str = "") -> rx.Component:
    """What is wrong stands at its field, in our words: the browser's bubbles would come first."""
    return rx.el.form(
        *children,
        on_submit=on_submit,
        no_validate=True,
        # Sent before the page has woken up, it must not write a password into the address.
        method="post",
        class_name=f"flex flex-col gap-tight {class_name}",
    )


def text_field(
    field: Field,
    *,
    error: rx.Var[str],
    on_leave: FieldHandler,
    value: rx.Var[str] | None = None,
) -> rx.Component:
    """`value` stands in the input when it appears; what is typed over it stays."""
    return rx.el.div(
        rx.el.label(field.label, html_for=field.name, class_name="text-small font-medium"),
        _hint(field),
        _input(field, error=error, on_leave=on_leave, value=value),
        field_error(field.name, error),
        class_name=_STACK,
    )


def password_field(field: Field, *, error: rx.Var[str], on_leave: FieldHandler) -> rx.Component:
    """An input whose words can be shown, so that nobody has to type them twice."""
    return rx.el.div(
        rx.el.label(field.label, html_for=field.name, class_name="text-small font-medium"),
        _hint(field),
        rx.el.div(
            _input(field, error=error, on_leave=on_leave, class_name="pr-20"),
            rx.el.button(
                "Show",
                rx.el.span(" the password", class_name=styles.UNSEEN),
                type="button",
                on_click=rx.call_script(_turn_over(field.name)),
                class_name="absolute inset-y-0 right-1 my-1 min-w-control rounded-field px-snug"
                " text-small font-medium aria-pressed:underline underline-offset-4",
                id=f"{field.name}-show",
                custom_attrs={"aria-pressed": "false", "aria-controls": field.name},
            ),
            class_name="relative",
        ),
        field_error(field.name, error),
        class_name=_STACK,
    )


def field_error(name: str, error: rx.Var[str]) -> rx.Component:
    """Below its field; its line is kept free, so that no button moves away under a finger."""
    return rx.el.p(
        error,
        id=f"{name}-error",
        class_name="min-h-5 text-small text-danger",
        custom_attrs={"aria-live": "polite"},
    )


def _input(
    field: Field,
    *,
    error: rx.Var[str],
    on_leave: FieldHandler,
    value: rx.Var[str] | None = None,
    class_name: str = "",
) -> rx.Component:
    described_by = f"{field.name}-error" + (f" {field.name}-hint" if field.hint else "")
    # A mail address or a password is not a sentence: no capital, no red line below it.
    exact = {"auto_capitalize": "none", "spell_check": False}
    props: dict[str, Any] = exact if field.type in {"email", "password"} else {}
    if value is not None:
        props["default_value"] = value
    return rx.el.input(
        id=field.name,
        name=field.name,
        type=field.type,
        auto_complete=field.autocomplete,
        required=field.is_required,
        min_length=field.min_length,
        max_length=field.max_length,
        input_mode="email" if field.type == "email" else "text",
        on_blur=lambda text: on_leave(field.name, text),
        class_name=f"{styles.FIELD} {class_name}",
        custom_attrs={
            "aria-invalid": rx.cond(error, "true", "false"),
            "aria-describedby": described_by,
        },
        **props,
    )


def _hint(field: Field) -> rx.Component:
    if not field.hint:
        return rx.fragment()
    return rx.el.p(field.hint, id=f"{field.name}-hint", class_name=styles.TINY)


def _turn_over(name: str) -> str:
    return (
        f"(() => {{ const field = document.getElementById('{name}');"
        f" const button = document.getElementById('{name}-show');"
        " const isShown = field.type === 'text';"
        " field.type = isShown ? 'password' : 'text';"
        " button.setAttribute('aria-pressed', String(!isShown)); })()"
    )
