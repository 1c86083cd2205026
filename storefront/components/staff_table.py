"""Dense tables: the page stays as wide as the window.

On a phone each row is a small card, whose parts say what they are; on a desk what is too wide
slides inside its frame.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

import reflex as rx
from reflex.vars import ArrayVar
from reflex_base.components.component import BaseComponent

from storefront.components.arguments import Child
from storefront.theme import styles

CELL: Final = "px-tight py-tight align-middle"
NUMBER: Final = f"{CELL} text-right whitespace-nowrap tabular"
# As a part of a card. What has nothing to say takes no room.
_PART: Final = (
    "max-md:block max-md:min-w-0 max-md:max-w-none max-md:p-0 max-md:text-left max-md:empty:hidden"
    " max-md:break-words max-md:whitespace-normal"
)
_NAMED: Final = (
    " max-md:before:block max-md:before:text-tiny max-md:before:font-normal max-md:before:text-soft"
    " max-md:before:content-[attr(data-name)]"
)
# In a card, a part as wide as the card.
WIDE: Final = "max-md:col-span-2"
_RIGHT: Final = frozenset({"Total", "Price", "Stock", "Answer", "Units", "Left", "Attempts"})
# Their cells say themselves what they are.
_UNSAID: Final = frozenset({"Next", "Price and stock", "State"})


def staff_table(
    rows: ArrayVar[Sequence[Any]],
    draw: Callable[[Any], rx.Component],
    *,
    caption: str,
    columns: Sequence[Child],
    class_name: str = "md:min-w-[52rem]",
    is_busy: rx.Var[bool] | bool = False,
) -> rx.Component:
    """`draw` makes a `row`; `class_name` says from which width on the table slides.

    `is_busy`: other rows are on their way.
    """

    def draw_named(item: rx.Var[Any]) -> rx.Component:
        line = draw(item)
        for part, column in zip(line.children, columns, strict=True):
            _name(part, column)
        return line

    return rx.el.div(
        # The roles stand there because a browser forgets them where a table is drawn as cards.
        rx.el.table(
            rx.el.caption(caption, class_name=styles.UNSEEN),
            rx.el.thead(
                rx.el.tr(
                    *(_heading(column) for column in columns),
                    role="row",
                    class_name="max-md:block",
                ),
                role="rowgroup",
                class_name="max-md:block",
            ),
            rx.el.tbody(rx.foreach(rows, draw_named), role="rowgroup", class_name="max-md:block"),
            role="table",
            class_name=f"w-full border-collapse text-small max-md:block {class_name}",
        ),
        class_name=f"{styles.CARD} {styles.DIM_WHILE_BUSY} relative overflow-x-auto p-snug",
        tab_index=0,
        role="region",
        custom_attrs={"aria-label": caption, "aria-busy": is_busy},
    )


def row(*cells: rx.Component, key: rx.Var[Any]) -> rx.Component:
    return rx.el.tr(
        *cells,
        key=key,
        role="row",
        class_name="border-t border-line max-md:relative max-md:grid"
        " max-md:grid-cols-[repeat(2,minmax(0,1fr))] max-md:gap-x-base max-md:gap-y-tight"
        " max-md:py-snug",
    )


def head_cell(*children: Child) -> rx.Component:
    return rx.el.th(
        *children,
        scope="row",
        role="rowheader",
        class_name=f"{CELL} {_PART} {WIDE} text-left font-bold",
    )


def cell(*children: Child, class_name: str = "") -> rx.Component:
    return rx.el.td(*children, role="cell", class_name=f"{CELL} {_PART} {class_name}")


def number_cell(*children: Child) -> rx.Component:
    return rx.el.td(*children, role="cell", class_name=f"{NUMBER} {_PART}")


def _name(part: BaseComponent, column: Child) -> None:
    """What stands above it in a card: the name of its column, which is out of sight there."""
    assert isinstance(part, rx.Component)
    is_head = part.tag == "th"
    if isinstance(column, str) and column not in _UNSAID and not is_head:
        part.custom_attrs = {"data-name": column}
        part.class_name = f"{part.class_name}{_NAMED}"


def _heading(column: Child) -> rx.Component:
    side = "text-right" if isinstance(column, str) and column in _RIGHT else "text-left"
    on_phones = "max-md:sr-only" if isinstance(column, str) else "max-md:block max-md:p-0"
    return rx.el.th(
        column,
        scope="col",
        role="columnheader",
        class_name=f"px-tight pb-tight text-tiny whitespace-nowrap font-medium text-soft {side}"
        f" {on_phones}",
    )
