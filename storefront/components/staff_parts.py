"""Small parts of the console: figures, filters, buttons of a row."""

from typing import Final, Literal

import reflex as rx

from storefront.components.arguments import Child, Flag, FormHandler, Handler, Words
from storefront.components.buttons import quiet_button
from storefront.theme import styles

SMALL: Final = "px-snug text-small"


def small_button(
    *children: Child,
    on_click: Handler | None = None,
    disabled: Flag = False,
    type: Literal["button", "submit"] = "button",  # noqa: A002 - HTML's own word
) -> rx.Component:
    return quiet_button(
        *children, on_click=on_click, disabled=disabled, type=type, class_name=SMALL
    )


def answers(
    yes: Words,
    *,
    is_busy: rx.Var[bool],
    on_never_mind: Handler,
    on_yes: Handler | None = None,
    class_name: Words = styles.DARK,
) -> rx.Component:
    """The yes and the no below a question; without `on_yes` the yes submits the form around it."""
    return rx.el.div(
        rx.el.button(
            rx.cond(is_busy, "Working…", yes),
            type="button" if on_yes else "submit",
            on_click=on_yes,
            class_name=class_name,
            # Not disabled: that would take the focus off it.
            custom_attrs={"aria-disabled": is_busy},
        ),
        quiet_button(
            "Not now",
            on_click=on_never_mind,
            class_name=SMALL,
            custom_attrs={"data-not-now": ""},
        ),
        class_name="flex flex-wrap gap-tight",
    )


def small_link(*children: Child, to: Words) -> rx.Component:
    return rx.el.a(*children, href=to, class_name=f"{styles.QUIET} {SMALL}")


def export_link(to: rx.Var[str]) -> rx.Component:
    """A file and no page; there once the tab knows where it comes from."""
    return rx.cond(
        to,
        rx.el.a(
            "Export",
            href=to,
            download=True,
            reload_document=True,  # else the router looks for a page there
            class_name=f"{styles.QUIET} {SMALL}",
        ),
    )


def text_link(*children: Child, to: Words) -> rx.Component:
    return rx.el.a(*children, href=to, class_name=styles.LINK)


def filter_bar(*fields: rx.Component, on_submit: FormHandler, label: str) -> rx.Component:
    """A line of filters; the address keeps what was asked."""
    return rx.el.form(
        *fields,
        small_button("Show", type="submit"),
        method="get",
        on_submit=on_submit,
        class_name="mb-base flex flex-wrap items-end gap-snug",
        custom_attrs={"aria-label": label, "role": "search"},
    )


def count_line(shown: rx.Var[int], *, total: rx.Var[int], noun: str) -> rx.Component:
    return rx.el.p(f"{shown} of {total} {noun}", class_name=styles.SOFT, role="status")


def more_button(
    has_more: rx.Var[bool], *, is_busy: rx.Var[bool], on_click: Handler
) -> rx.Component:
    return rx.cond(
        has_more,
        rx.el.div(
            quiet_button(
                rx.cond(is_busy, "Fetching…", "Show more"), on_click=on_click, disabled=is_busy
            ),
            class_name="mt-base flex justify-center",
        ),
    )


def panel(title: Words, *children: rx.Component, class_name: str = "") -> rx.Component:
    return rx.el.section(
        rx.el.h2(title, class_name=f"{styles.SUBHEADING} mb-snug"),
        *children,
        class_name=f"{styles.CARD} {class_name}",
    )


def definition(term: str, *words: Child) -> rx.Component:
    return rx.el.div(
        rx.el.dt(term, class_name=styles.TINY),
        rx.el.dd(*words, class_name="text-small break-words"),
    )
