from typing import Final, Literal

import reflex as rx
from reflex.style import (
    color_mode,  # pyright: ignore[reportUnknownVariableType]  # Reflex leaves Var without its type
    set_color_mode,
    toggle_color_mode,  # pyright: ignore[reportUnknownVariableType]  # as above
)

from storefront.theme import styles

Mode = Literal["system", "light", "dark"]
_MODES: Final[tuple[tuple[Mode, str], ...]] = (
    ("system", "As the device"),
    ("light", "Light"),
    ("dark", "Dark"),
)


def color_mode_button() -> rx.Component:
    """Both icons are there and CSS shows one: the server cannot know which."""
    return rx.el.button(
        rx.icon("moon", size=20, class_name="dark:hidden", aria_hidden=True),
        rx.icon("sun", size=20, class_name="hidden dark:block", aria_hidden=True),
        type="button",
        on_click=toggle_color_mode,  # pyright: ignore[reportUnknownArgumentType]  # as above
        class_name=styles.ICON,
        custom_attrs={"aria-label": "Light or dark", "title": "Light or dark"},
    )


def color_mode_choice(name: str) -> rx.Component:
    """All three, so that a choice once made can be taken back."""
    return rx.el.fieldset(
        rx.el.legend("Light or dark", class_name=styles.UNSEEN),
        *(
            rx.el.label(
                rx.el.input(
                    type="radio",
                    name=name,
                    value=mode,
                    checked=color_mode == mode,
                    on_change=set_color_mode(mode),
                    class_name="peer sr-only",
                ),
                rx.el.span(
                    label,
                    class_name="inline-flex min-h-8 items-center rounded-full px-snug text-tiny"
                    " peer-checked:bg-ink peer-checked:text-paper peer-focus-visible:outline-2"
                    " peer-focus-visible:outline-offset-2 peer-focus-visible:outline-ink",
                ),
            )
            for mode, label in _MODES
        ),
        class_name="flex flex-wrap gap-hair rounded-full border border-edge p-hair",
    )
