"""A whole page, or most of it, that has nothing to show but a reason and a way on."""

import reflex as rx

from storefront.components.arguments import Handler
from storefront.components.buttons import quiet_button
from storefront.theme import styles
from storefront.web.first_html import words


def message(
    title: rx.Var[str] | str,
    text: rx.Var[str] | str,
    *actions: rx.Component,
    icon: str,
    is_page: bool = False,
) -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.icon(icon, size=36, stroke_width=1.5, aria_hidden=True),
            class_name=styles.MESSAGE_SIGN,
        ),
        _heading(title, is_page=is_page),
        rx.el.p(text, class_name=styles.MESSAGE_TEXT),
        rx.el.div(*actions, class_name=styles.MESSAGE_WAYS),
        class_name=styles.MESSAGE,
    )


def resting(
    reason: rx.Var[str] | str,
    *,
    on_retry: Handler,
    title: rx.Var[str] | str = words.RESTING,
    is_page: bool = False,
) -> rx.Component:
    """The gateway does not answer what it was asked."""
    return rx.el.div(
        message(
            title,
            reason,
            quiet_button("Try again", on_click=on_retry),
            icon="moon-star",
            is_page=is_page,
        ),
        role="alert",
    )


def _heading(title: rx.Var[str] | str, *, is_page: bool) -> rx.Component:
    if is_page:
        return rx.el.h1(title, class_name=styles.HEADING)
    return rx.el.h2(title, class_name=styles.HEADING)
