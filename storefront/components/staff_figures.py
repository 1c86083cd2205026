"""Single figures of the console, each with its name and a word on it."""

import reflex as rx

from storefront.components.arguments import Words
from storefront.theme import styles


def figure(
    name: str, value: Words, *, note: Words = "", href: str = "", level: Words = ""
) -> rx.Component:
    """A term and its value; `level` colours it as stock is coloured: "", "low" or "out"."""
    named = rx.el.a(name, href=href, class_name=styles.LINK) if href else name
    return rx.el.div(
        rx.el.dt(named, class_name=styles.TINY),
        rx.el.dd(
            rx.el.span(value, key=value, class_name="news"),
            class_name="font-display text-heading font-bold tabular data-[level=low]:text-low",
            custom_attrs={"data-level": level},
        ),
        rx.el.dd(note, class_name=f"{styles.TINY} min-h-[1.4em]"),
        class_name=styles.PANEL,
    )


def figures(*each: rx.Component, label: Words) -> rx.Component:
    return rx.el.dl(
        *each,
        class_name="grid grid-cols-2 gap-snug lg:grid-cols-4",
        custom_attrs={"aria-label": label},
    )
