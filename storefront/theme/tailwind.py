"""Teaches Tailwind the tokens' names: `bg-paper`, `text-lead`, `gap-room`, `rounded-card`."""

from collections.abc import Mapping
from typing import Any, Final

import reflex as rx

from storefront.theme import tokens


def _font_size(step: tokens.TypeStep) -> list[Any]:
    return [step.size, {"lineHeight": step.line_height, "letterSpacing": step.tracking}]


def _variables(kind: str, names: Mapping[str, object]) -> dict[str, str]:
    return {name: f"var(--{kind}-{name})" for name in names}


THEME: Final[dict[str, Any]] = {
    "screens": dict(tokens.SCREENS),
    "fontSize": {name: _font_size(step) for name, step in tokens.TYPE.items()},
    "fontWeight": dict(tokens.WEIGHTS),
    "fontFamily": {name: f"var(--family-{name})" for name in tokens.FAMILIES},
    "borderRadius": _variables("radius", tokens.RADII),
    "boxShadow": _variables("shadow", tokens.SHADOWS),
    "transitionDuration": dict(tokens.MOTION),
    "colors": {
        **_variables("color", tokens.COLORS),
        "transparent": "transparent",
        "current": "currentColor",
    },
    "extend": {
        "spacing": dict(tokens.SPACES),
        "maxWidth": {"column": tokens.COLUMN},
    },
}


def tailwind() -> rx.plugins.TailwindV4Plugin:
    return rx.plugins.TailwindV4Plugin(config={"theme": THEME, "darkMode": "class", "plugins": []})
