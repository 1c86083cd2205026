from typing import Any

import reflex as rx

from storefront.components.arguments import Handler
from storefront.theme import styles
from storefront.web.first_html import words


def sort_select(
    value: rx.Var[str] | str,
    *,
    is_search: rx.Var[bool] | bool = False,
    on_change: Handler,
    field_id: str = "sort",
) -> rx.Component:
    """What is searched comes in the order of how well it fits, everything else the newest first."""
    options: list[Any] = [
        rx.el.option(rx.cond(is_search, words.BEST, words.NEWEST), value=""),
        rx.cond(is_search, rx.el.option(words.NEWEST, value="-created_at")),
        *(rx.el.option(label, value=order) for order, label in words.ORDERS),
    ]
    return rx.el.div(
        rx.el.label("Sort by", html_for=field_id, class_name="text-small text-soft"),
        rx.el.div(
            rx.el.select(
                *options, id=field_id, value=value, on_change=on_change, class_name=styles.SELECT
            ),
            rx.icon(
                "chevron-down",
                size=16,
                aria_hidden=True,
                class_name="pointer-events-none absolute top-1/2 right-base -translate-y-1/2",
            ),
            class_name="relative",
        ),
        class_name=styles.SORT,
    )
