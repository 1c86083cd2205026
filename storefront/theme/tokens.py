"""Every value the shop's look is made of. Re-skin it here and nowhere else."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Shade:
    """One meaning, by day and by night."""

    light: str
    dark: str


@dataclass(frozen=True, slots=True)
class TypeStep:
    size: str
    line_height: str
    tracking: str = "0"


COLORS: Final[Mapping[str, Shade]] = {
    "paper": Shade("#faf7f2", "#14120f"),
    "card": Shade("#ffffff", "#1e1b17"),
    "sunken": Shade("#f2ede4", "#29251f"),
    "ink": Shade("#1d1a16", "#f5f0e8"),
    "soft": Shade("#6a6258", "#b0a699"),
    "line": Shade("#e7e0d5", "#332e27"),
    "edge": Shade("#8f8679", "#7f7669"),  # what a control ends at: 3:1, where a line is only air
    "accent": Shade("#c2410c", "#fb923c"),
    "accent-strong": Shade("#a0350a", "#fdba74"),
    "on-accent": Shade("#ffffff", "#1d1208"),
    "veil": Shade("#1d1a1680", "#000000a6"),  # over a page below a dialog; with its alpha
    "in-stock": Shade("#15803d", "#4ade80"),
    "low": Shade("#b45309", "#fbbf24"),
    "out": Shade("#6f675e", "#a89e91"),
    "danger": Shade("#b42318", "#fca5a5"),
    "tile-0": Shade("#fde8d7", "#3a2a1f"),
    "tile-1": Shade("#dcecf7", "#1e2e3a"),
    "tile-2": Shade("#e3efdc", "#24321f"),
    "tile-3": Shade("#f6e0ea", "#3a2430"),
    "tile-4": Shade("#e9e4f8", "#2b2740"),
    "tile-5": Shade("#f7ecc9", "#38301a"),
    "straw": Shade("#f7ecc9", "#38301a"),
    "sky": Shade("#dcecf7", "#1e2e3a"),
    "lilac": Shade("#e9e4f8", "#2b2740"),
    "sage": Shade("#e3efdc", "#24321f"),
    "rose": Shade("#f6e0ea", "#3a2430"),
    "grey": Shade("#e6dfd3", "#38332c"),
}

_SURFACES: Final = ("paper", "card")
_PASTELS: Final = ("straw", "sky", "lilac", "sage", "rose", "grey", "sunken")

# (text, background): each is read somewhere, so each reaches 4.5:1.
TEXT_PAIRS: Final[tuple[tuple[str, str], ...]] = (
    *((text, surface) for text in ("ink", "soft", "accent", "danger") for surface in _SURFACES),
    *((text, surface) for text in ("in-stock", "low", "out") for surface in _SURFACES),
    *(("ink", pastel) for pastel in _PASTELS),
    ("soft", "sunken"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("paper", "ink"),
)
# (mark, background): borders of controls, dots, focus rings. Each reaches 3:1.
MARK_PAIRS: Final[tuple[tuple[str, str], ...]] = (
    *((mark, surface) for mark in ("edge", "ink", "accent", "in-stock") for surface in _SURFACES),
    *(("ink", f"tile-{tile}") for tile in range(6)),
)

TYPE: Final[Mapping[str, TypeStep]] = {
    "display": TypeStep("clamp(2.5rem, 1.45rem + 4.2vw, 3.875rem)", "1.09", "-0.02em"),  # 40-62 px
    "title": TypeStep("clamp(2rem, 1.4rem + 2.4vw, 2.875rem)", "1.1", "-0.02em"),  # 32-46 px
    "heading": TypeStep("clamp(1.5rem, 1.3rem + 0.8vw, 1.875rem)", "1.2", "-0.02em"),  # 24-30 px
    "lead": TypeStep("1.1875rem", "1.5"),  # 19 px
    "body": TypeStep("1rem", "1.55"),
    "small": TypeStep("0.90625rem", "1.45"),  # 14.5 px
    "tiny": TypeStep("0.8125rem", "1.4"),  # 13 px
}
FAMILIES: Final[Mapping[str, tuple[str, ...]]] = {
    "display": ("Bricolage Grotesque", "Bricolage Fallback", "system-ui", "sans-serif"),
    "body": ("Figtree", "Figtree Fallback", "system-ui", "sans-serif"),
}
PRELOADED: Final = ("figtree-latin", "bricolage-grotesque-latin")  # of assets/fonts
WEIGHTS: Final[Mapping[str, str]] = {"normal": "400", "medium": "550", "bold": "700"}

SPACES: Final[Mapping[str, str]] = {
    "hair": "0.25rem",
    "tight": "0.5rem",
    "snug": "0.75rem",
    "base": "1rem",
    "room": "1.5rem",
    "wide": "2.5rem",
    "hall": "4.5rem",
    "control": "2.75rem",  # 44 px: the least a finger hits
    "buy": "3.25rem",
    "goods": "18rem",  # 288 px: the pictures have 256
}
RADII: Final[Mapping[str, str]] = {
    "tile": "30px",
    "card": "22px",
    "panel": "18px",
    "field": "14px",
    "full": "9999px",
}
SHADOWS: Final[Mapping[str, Shade]] = {
    "goods": Shade("0 16px 14px rgb(29 26 22 / 0.17)", "0 16px 14px rgb(0 0 0 / 0.45)"),
    "floating": Shade("0 12px 32px rgb(29 26 22 / 0.13)", "0 12px 32px rgb(0 0 0 / 0.55)"),
}
MOTION: Final[Mapping[str, str]] = {"quick": "150ms", "calm": "200ms"}

COLUMN: Final = "75rem"  # 1,200 px
SCREENS: Final[Mapping[str, str]] = {"sm": "30rem", "md": "48rem", "lg": "64rem"}  # 480, 768, 1024
