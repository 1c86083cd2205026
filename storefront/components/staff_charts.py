"""Charts of the console: bars by day, in the shop's colours, still when they change."""

from collections.abc import Mapping
from typing import Any, Final

import reflex as rx

# Read by the browser from the stylesheet: by night the bars change with the page.
_TICK: Final[Mapping[str, Any]] = {"fill": "var(--color-soft)", "fontSize": 12}
_SHORT: Final = "(value) => Intl.NumberFormat('en', {notation: 'compact'}).format(value)"
_BUBBLE: Final[Mapping[str, Any]] = {
    "background": "var(--color-card)",
    "border": "1px solid var(--color-line)",
    "borderRadius": "var(--radius-field)",
    "fontSize": 13,
}


def bars_by_day(
    days: rx.Var[Any], *, bar: str, words: str, name: str, color: str, summary: rx.Var[str] | str
) -> rx.Component:
    """`bar` is the field of a day that is drawn and `words` the one that is read; `day` names it.

    A picture for the ear, with `summary` as its text: the figures stand in a table below it.
    """
    return rx.el.div(
        rx.recharts.bar_chart(
            rx.recharts.cartesian_grid(vertical=False, stroke="var(--color-line)"),
            rx.recharts.x_axis(
                data_key="day", tick=dict(_TICK), tick_line=False, axis_line=False, min_tick_gap=24
            ),
            rx.recharts.y_axis(
                tick=dict(_TICK),
                tick_line=False,
                axis_line=False,
                allow_decimals=False,
                tick_formatter=_SHORT,
                width=44,
            ),
            rx.recharts.graphing_tooltip(
                cursor={"fill": "var(--color-sunken)"},
                content_style=dict(_BUBBLE),
                item_style={"color": "var(--color-ink)"},
                label_style={"color": "var(--color-soft)"},
                is_animation_active=False,
                custom_attrs={
                    "formatter": rx.Var(f"(value, name, item) => [item.payload.{words}, name]")
                },
            ),
            rx.recharts.bar(
                data_key=bar,
                name=name,
                fill=f"var(--color-{color})",
                radius=[4, 4, 0, 0],
                max_bar_size=36,
                is_animation_active=False,
            ),
            data=days.to(list[dict[str, Any]]),
            margin={"top": 8, "right": 4, "bottom": 0, "left": 0},
            custom_attrs={"accessibilityLayer": False},
        ),
        # As high before the chart is there as after: nothing below it jumps.
        class_name="h-56 w-full",
        role="img",
        custom_attrs={"aria-label": summary},
    )
