"""Whole looks of the shop. The setting STOREFRONT_THEME names one; the window is built with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pkgutil import iter_modules
from typing import Annotated, Final

from pydantic import AfterValidator

from storefront.theme import themes, tokens
from storefront.theme.tokens import Shade

USUAL: Final = "noon"
_OWN: Final[Mapping[str, Mapping[str, object]]] = {
    "colors": tokens.COLORS,
    "families": tokens.FAMILIES,
    "radii": tokens.RADII,
    "shadows": tokens.SHADOWS,
}


@dataclass(frozen=True, kw_only=True)
class Theme:
    """What may differ from shop to shop; sizes and distances are the same in all.

    Whatever a theme does not name is as tokens.py has it. Faces are those of vitrine.css, or the
    system's; the files of the first ones are loaded ahead.

    Raises:
        ValueError: nothing in the shop has a name that the theme gives a value.
    """

    colors: Mapping[str, Shade] = field(default_factory=dict[str, Shade])
    families: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    radii: Mapping[str, str] = field(default_factory=dict[str, str])
    shadows: Mapping[str, Shade] = field(default_factory=dict[str, Shade])
    preloaded: tuple[str, ...] = tokens.PRELOADED

    def __post_init__(self) -> None:
        for kind, own in _OWN.items():
            named: Mapping[str, object] = getattr(self, kind)
            if unknown := named.keys() - own.keys():
                raise ValueError(f"{kind}: nothing is called {', '.join(sorted(unknown))}")
            object.__setattr__(self, kind, {**own, **named})


def theme_names() -> tuple[str, ...]:
    """Each file in themes/ is one, and has its name."""
    return tuple(sorted(module.name for module in iter_modules(themes.__path__)))


def theme_called(name: str) -> Theme:
    theme = import_module(f"{themes.__name__}.{name}").THEME
    assert isinstance(theme, Theme), f"themes/{name}.py has no THEME"
    return theme


def _known(name: str) -> str:
    if name not in theme_names():
        raise ValueError(f"must be one of {', '.join(theme_names())}")
    return name


ThemeName = Annotated[str, AfterValidator(_known)]
