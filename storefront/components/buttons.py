from typing import Literal

import reflex as rx

from storefront.components.arguments import Child, Flag, Handler, Words
from storefront.theme import styles


def buy_button(
    *children: Child,
    on_click: Handler | None = None,
    disabled: Flag = False,
    type: Literal["button", "submit"] = "button",  # noqa: A002 - HTML's own word
    class_name: str = "",
) -> rx.Component:
    """The one loud thing on a screen."""
    return rx.el.button(
        *children,
        on_click=on_click,
        disabled=disabled,
        type=type,
        class_name=f"{styles.BUY} {class_name}",
    )


def buy_link(*children: Child, to: Words, on_click: Handler | None = None) -> rx.Component:
    return rx.el.a(*children, href=to, on_click=on_click, class_name=styles.BUY)


def quiet_button(
    *children: Child,
    on_click: Handler | None = None,
    disabled: Flag = False,
    type: Literal["button", "submit"] = "button",  # noqa: A002 - as above
    class_name: str = "",
) -> rx.Component:
    return rx.el.button(
        *children,
        on_click=on_click,
        disabled=disabled,
        type=type,
        class_name=f"{styles.QUIET} {class_name}",
    )


def danger_button(*children: Child, disabled: Flag = False) -> rx.Component:
    """Sends a form that cannot be taken back."""
    return rx.el.button(*children, disabled=disabled, type="submit", class_name=styles.DANGER)


def quiet_link(*children: Child, to: Words) -> rx.Component:
    return rx.el.a(*children, href=to, class_name=styles.QUIET)
