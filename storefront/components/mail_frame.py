"""A mail as its reader sees it, in a frame out of which nothing of it can reach."""

from collections.abc import Callable, Sequence

import reflex as rx

from storefront.components.arguments import Handler, Words
from storefront.theme import styles

Choose = Callable[[str], Handler]


def mail_frame(html: rx.Var[str], *, title: Words, width: rx.Var[str]) -> rx.Component:
    """`sandbox` without a word in it takes everything: scripts, forms, windows, the origin."""
    return rx.el.div(
        rx.el.iframe(
            src_doc=html,
            sandbox="",
            title=title,
            class_name=rx.cond(
                width == "narrow",
                "h-[46rem] w-[24.375rem] max-w-full border-0 bg-paper",
                "h-[46rem] w-full border-0 bg-paper",
            ),
        ),
        class_name="flex justify-center overflow-hidden rounded-field border border-line bg-sunken",
    )


def view_choices(
    label: str, options: Sequence[str], *, chosen: rx.Var[str], choose: Choose
) -> rx.Component:
    return rx.el.div(
        *(
            rx.el.button(
                option.capitalize(),
                type="button",
                on_click=choose(option),
                class_name=styles.CHIP,
                custom_attrs={"aria-pressed": rx.cond(chosen == option, "true", "false")},
            )
            for option in options
        ),
        role="group",
        class_name="flex gap-hair",
        custom_attrs={"aria-label": label},
    )


def mail_text(text: rx.Var[str]) -> rx.Component:
    return rx.el.pre(
        text,
        tab_index=0,
        role="region",
        class_name="max-h-[46rem] overflow-auto rounded-field bg-sunken p-snug text-small"
        " whitespace-pre-wrap",
        custom_attrs={"aria-label": "The mail without pictures and colours"},
    )
