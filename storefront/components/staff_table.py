"""Dense tables: the page stays as wide as the window, what is too wide slides inside it."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import reflex as rx
from reflex.vars import ArrayVar

from storefront.components.arguments import Child
from storefront.theme import styles

CELL: Final = "px-tight py-tight align-middle"
NUMBER: Final = f"{CELL} text-right whitespace-nowrap tabular"
_RIGHT: Final = frozenset({"Total", "Price", "Stock", "Answer", "Units", "Left", "Attempts"})


def staff_table(
    rows: ArrayVar[Sequence[Any]],
    draw: Callable[[Any], rx.Component],
    *,
    caption: str,
    columns: Sequence[Child],
    class_name: str = "min-w-[52rem]",
) -> rx.Component:
    """`draw` makes a `tr`; `class_name` says from which width on the table slides."""
    return rx.el.div(
        rx.el.table(
            rx.el.caption(caption, class_name=styles.UNSEEN),
            rx.el.thead(rx.el.tr(*(_heading(column) for column in columns))),
            rx.el.tbody(rx.foreach(rows, draw)),
            class_name=f"w-full border-collapse text-small {class_name}",
        ),
        class_name=f"{styles.CARD} relative overflow-x-auto p-snug",
        tab_index=0,
        role="region",
        custom_attrs={"aria-label": caption},
    )


def row(*cells: rx.Component, key: rx.Var[Any]) -> rx.Component:
    return rx.el.tr(*cells, key=key, class_name="border-t border-line")


def head_cell(*children: Child) -> rx.Component:
    return rx.el.th(*children, scope="row", class_name=f"{CELL} text-left font-bold")


def cell(*children: Child, class_name: str = "") -> rx.Component:
    return rx.el.td(*children, class_name=f"{CELL} {class_name}")


def number_cell(*children: Child) -> rx.Component:
    return rx.el.td(*children, class_name=NUMBER)


def _heading(column: Child) -> rx.Component:
    side = "text-right" if isinstance(column, str) and column in _RIGHT else "text-left"
    return rx.el.th(
        column,
        scope="col",
        class_name=f"px-tight pb-tight text-tiny whitespace-nowrap font-medium text-soft {side}",
    )
