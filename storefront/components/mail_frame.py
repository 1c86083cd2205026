"""A mail as its reader sees it, in a frame out of which nothing of it can reach."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import reflex as rx

from storefront.components.arguments import Handler, Words
from storefront.theme import styles

Choose = Callable[[str], Handler]


@dataclass(frozen=True, kw_only=True)
class Look:
    """What can be chosen, what is chosen, and how."""

    label: str
    options: Sequence[str]
    chosen: rx.Var[str]
    choose: Choose


def mail_on_show(html: rx.Var[str], *, title: Words, appearance: Look, width: Look) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            _choices(appearance),
            # A phone has only one width to offer.
            rx.el.div(_choices(width), class_name="hidden md:block"),
            class_name=styles.ROW,
        ),
        _frame(html, title=title, is_narrow=width.chosen == width.options[-1]),
        class_name="flex flex-col gap-snug",
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


def _frame(html: rx.Var[str], *, title: Words, is_narrow: rx.Var[bool]) -> rx.Component:
    """`sandbox` without a word in it takes everything: scripts, forms, windows, the origin."""
    return rx.el.div(
        rx.el.iframe(
            src_doc=html,
            sandbox="",
            title=title,
            class_name=rx.cond(
                is_narrow,
                "h-[46rem] w-[24.375rem] max-w-full border-0 bg-paper",
                "h-[46rem] w-full border-0 bg-paper",
            ),
        ),
        class_name="flex justify-center overflow-hidden rounded-field border border-line bg-sunken",
    )


def _choices(look: Look) -> rx.Component:
    return rx.el.div(
        *(
            rx.el.button(
                option.capitalize(),
                type="button",
                on_click=look.choose(option),
                class_name=styles.CHIP,
                custom_attrs={"aria-pressed": rx.cond(look.chosen == option, "true", "false")},
            )
            for option in look.options
        ),
        role="group",
        class_name="flex gap-hair",
        custom_attrs={"aria-label": look.label},
    )
