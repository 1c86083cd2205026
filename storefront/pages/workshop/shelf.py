"""How the workshop puts things up: on shelves, each in its states, with nothing behind them."""

from typing import Any, Final

import reflex as rx

from storefront.theme import styles

NOTHING: Final[Any] = rx.noop()
YES: Final = rx.Var.create(True)  # noqa: FBT003 - a Var has no names for its values
NO: Final = rx.Var.create(False)  # noqa: FBT003 - as above


def text(value: str = "") -> rx.vars.StringVar[str]:
    return rx.Var.create(value)


def shelf(title: str, *things: rx.Component) -> rx.Component:
    return rx.el.section(
        rx.el.h2(title, class_name=f"{styles.HEADING} border-b border-line pb-tight"),
        *things,
        class_name="flex min-w-0 flex-col gap-room",
    )


def stand(state: str, *things: rx.Component, class_name: str = styles.ROW) -> rx.Component:
    """`state` says what is seen in it."""
    return rx.el.div(
        rx.el.p(state, class_name=f"{styles.TINY} mb-tight"),
        rx.el.div(*things, class_name=class_name),
        class_name="min-w-0",
    )
