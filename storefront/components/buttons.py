from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

import reflex as rx

from storefront.components.arguments import Child, Flag, Handler, Words
from storefront.components.connection import IS_LOST, RECONNECTING, lost_props, unless_lost
from storefront.theme import styles

NO_ATTRIBUTES: Final[Mapping[str, str]] = MappingProxyType({})


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


def live_buy_button(
    label: Words,
    *,
    on_click: Handler,
    disabled: Flag = False,
    is_lost: Flag = IS_LOST,
    class_name: str = "",
) -> rx.Component:
    """A buy button that says so while the tab has lost the shop, and recovers by itself."""
    return rx.el.button(
        rx.cond(
            is_lost,
            rx.fragment(RECONNECTING, rx.el.span(" ", label, class_name=styles.UNSEEN)),
            label,
        ),
        on_click=unless_lost(on_click, is_lost=is_lost),
        disabled=disabled,
        type="button",
        class_name=f"{styles.BUY} {class_name}",
        custom_attrs=lost_props(is_lost=is_lost),
    )


def buy_link(*children: Child, to: Words, on_click: Handler | None = None) -> rx.Component:
    return rx.el.a(*children, href=to, on_click=on_click, class_name=styles.BUY)


def quiet_button(
    *children: Child,
    on_click: Handler | None = None,
    disabled: Flag = False,
    type: Literal["button", "submit"] = "button",  # noqa: A002 - as above
    class_name: str = "",
    custom_attrs: Mapping[str, str] = NO_ATTRIBUTES,
) -> rx.Component:
    return rx.el.button(
        *children,
        on_click=on_click,
        disabled=disabled,
        type=type,
        class_name=f"{styles.QUIET} {class_name}",
        custom_attrs=dict(custom_attrs),
    )


def danger_button(*children: Child, disabled: Flag = False) -> rx.Component:
    """Sends a form that cannot be taken back."""
    return rx.el.button(*children, disabled=disabled, type="submit", class_name=styles.DANGER)


def quiet_link(*children: Child, to: Words) -> rx.Component:
    return rx.el.a(*children, href=to, class_name=styles.QUIET)
