from collections.abc import Sequence
from typing import Final

import reflex as rx
from reflex.vars import ArrayVar, ObjectVar

from storefront.api.models import Suggestion
from storefront.components.arguments import FormHandler, Handler, Words
from storefront.components.fields import Field
from storefront.components.notes import whisper
from storefront.components.product_picture import product_picture
from storefront.theme import styles

PAUSE: Final = 150  # milliseconds without a key before anybody is asked


def search_form(
    text: rx.Var[str] | str,
    *,
    on_submit: FormHandler,
    on_type: Handler,
    suggestions: ArrayVar[Sequence[Suggestion]],
    note: Words,
    field: Field,
) -> rx.Component:
    """A field with suggestions: arrow keys, Enter and Esc are handled by assets/combobox.js."""
    list_id = f"{field.name}-suggestions"
    return rx.el.form(
        rx.icon(
            "search",
            size=16,
            aria_hidden=True,
            class_name="pointer-events-none absolute top-1/2 left-base -translate-y-1/2 text-soft",
        ),
        rx.el.label(field.label, html_for=field.name, class_name=styles.UNSEEN),
        rx.el.input(
            id=field.name,
            name="q",
            type="search",
            key=text,  # a new search from elsewhere replaces what was typed
            default_value=text,
            on_change=on_type,
            placeholder=field.label,
            auto_complete="off",
            enter_key_hint="search",
            max_length=100,
            class_name=styles.SEARCH,
            role="combobox",
            custom_attrs={
                "aria-autocomplete": "list",
                "aria-controls": list_id,
                "aria-expanded": "false",
            },
        ),
        rx.el.ul(
            rx.foreach(suggestions, _suggestion),
            id=list_id,
            role="listbox",
            hidden=True,
            class_name=f"{styles.FLOATING} absolute inset-x-0 top-full z-40 mt-tight"
            " overflow-hidden py-tight",
            custom_attrs={"aria-label": "Suggestions"},
        ),
        whisper(note),
        on_submit=on_submit,
        # Before the page has woken up the browser itself can search.
        action="/products",
        method="get",
        role="search",
        custom_attrs={"aria-label": field.label},
        class_name="relative",
    )


def _suggestion(found: ObjectVar[Suggestion]) -> rx.Component:
    return rx.el.li(
        rx.el.a(
            product_picture(
                found.image_url, alt="", tile=found.tile, class_name="size-11 rounded-field"
            ),
            rx.el.span(
                rx.el.span(found.name, class_name="block font-medium"),
                rx.el.span(found.category, class_name=f"{styles.TINY} block"),
                class_name="min-w-0",
            ),
            rx.el.span(found.price, class_name="ml-auto font-medium tabular"),
            href=found.href,
            tab_index=-1,  # the arrow keys lead here, from the field
            class_name="flex items-center gap-snug px-base py-tight hover:bg-sunken",
        ),
        role="option",
        id=f"suggestion-{found.id}",
        key=found.id,
        class_name="aria-selected:bg-sunken",
        custom_attrs={"aria-selected": "false"},
    )
