from typing import Any

import reflex as rx

from storefront.components.link import link
from storefront.theme import styles


def buy_button(*children: Any, class_name: str = "", **props: Any) -> rx.Component:
    """The one loud thing on a screen."""
    props.setdefault("type", "button")
    return rx.el.button(*children, class_name=f"{styles.BUY} {class_name}", **props)


def buy_link(*children: Any, to: str | rx.Var[str], class_name: str = "") -> rx.Component:
    return link(*children, to=to, class_name=f"{styles.BUY} {class_name}")


def quiet_button(*children: Any, class_name: str = "", **props: Any) -> rx.Component:
    props.setdefault("type", "button")
    return rx.el.button(*children, class_name=f"{styles.QUIET} {class_name}", **props)


def quiet_link(*children: Any, to: str | rx.Var[str], class_name: str = "") -> rx.Component:
    return link(*children, to=to, class_name=f"{styles.QUIET} {class_name}")


def icon_button(icon: str, *, label: str, class_name: str = "", **props: Any) -> rx.Component:
    """A button of one picture; the label is its name for those who do not see it."""
    return rx.el.button(
        rx.icon(icon, size=20, aria_hidden=True),
        type="button",
        class_name=f"{styles.ICON} {class_name}",
        custom_attrs={"aria-label": label, "title": label},
        **props,
    )
