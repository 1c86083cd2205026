"""Fields as the console has them: a line lower than a shopper's, each with its label."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import reflex as rx

from storefront.components.arguments import Flag, Handler, Words
from storefront.theme import styles

COMPACT: Final = (
    "min-h-control w-full rounded-field border border-edge bg-card px-snug text-small text-ink"
    " placeholder:text-soft"
)
LABEL: Final = "text-tiny font-medium text-soft"
_STACK: Final = "flex min-w-0 flex-col gap-hair"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What a field is for. `field_id` is one of its kind on the page; empty: the name."""

    label: Words
    name: str
    field_id: Words = ""
    type: Literal["text", "search", "date"] = "text"
    input_mode: Literal["text", "decimal", "numeric"] = "text"
    placeholder: str = ""
    max_length: int | None = None
    is_required: bool = False

    def props(self, value: Words) -> dict[str, Any]:
        """For an input whose words are the browser's once it has appeared."""
        return {
            "id": self.field_id or self.name,
            "name": self.name,
            "default_value": value,
            "key": value,
            "placeholder": self.placeholder,
            "max_length": self.max_length,
            "required": self.is_required,
            "auto_complete": "off",
        }


def compact_input(entry: Entry, *, value: Words = "", class_name: str = "") -> rx.Component:
    return _labelled(
        entry,
        rx.el.input(
            type=entry.type,
            input_mode=entry.input_mode,
            class_name=COMPACT,
            **entry.props(value),
        ),
        class_name=class_name,
    )


def compact_text(entry: Entry, *, value: Words = "", rows: int = 2) -> rx.Component:
    props = entry.props(value)
    text = rx.el.textarea(rows=str(rows), class_name=f"{COMPACT} py-tight", **props)
    return _labelled(entry, text)


def compact_select(
    entry: Entry,
    *further: rx.Component,
    options: Sequence[tuple[str, str]],
    value: Words = "",
    on_change: Handler | None = None,
) -> rx.Component:
    """With `on_change` the choice is the server's; without it, the form's.

    `further` options come from the server, after the others.
    """
    choices: list[Any] = [rx.el.option(words, value=choice) for choice, words in options]
    choices += further
    chosen: dict[str, Any] = (
        {"default_value": value, "key": value}
        if on_change is None
        else {"value": value, "on_change": on_change}
    )
    field_id = entry.field_id or entry.name
    return _labelled(
        entry,
        rx.el.select(
            *choices, id=field_id, name=entry.name, class_name=f"{COMPACT} pr-room", **chosen
        ),
    )


def check_box(
    label: Words, *, field_id: Words, is_checked: Flag, on_change: Handler
) -> rx.Component:
    """A box whose words are for the ear: the row says the rest."""
    return rx.el.label(
        rx.el.input(
            id=field_id,
            type="checkbox",
            checked=is_checked,
            on_change=on_change,
            class_name="size-5 accent-ink",
        ),
        rx.el.span(label, class_name=styles.UNSEEN),
        html_for=field_id,
        class_name="grid size-control place-items-center",
    )


def _labelled(entry: Entry, field: rx.Component, *, class_name: str = "") -> rx.Component:
    return rx.el.div(
        rx.el.label(entry.label, html_for=entry.field_id or entry.name, class_name=LABEL),
        field,
        class_name=f"{_STACK} {class_name}",
    )
