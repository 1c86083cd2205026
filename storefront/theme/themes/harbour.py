"""Cool paper, deep blue, straight edges: a chandler's by the water."""

from typing import Final

from storefront.theme.theme import Theme
from storefront.theme.tokens import Shade

THEME: Final = Theme(
    colors={
        "paper": Shade("#f4f7f9", "#0c141a"),
        "card": Shade("#ffffff", "#142029"),
        "sunken": Shade("#e6edf2", "#1d2c37"),
        "ink": Shade("#0f2230", "#eaf2f7"),
        "soft": Shade("#4f6473", "#a3b6c4"),
        "line": Shade("#d5e0e8", "#28404f"),
        "edge": Shade("#748a9a", "#6f8798"),
        "accent": Shade("#0b5cad", "#6db8ff"),
        "accent-strong": Shade("#084785", "#9dcfff"),
        "on-accent": Shade("#ffffff", "#04182b"),
        "veil": Shade("#0f223080", "#000000a6"),
        "in-stock": Shade("#0f766e", "#5eead4"),
        "low": Shade("#a1500a", "#fdba74"),
        "out": Shade("#5c6f7c", "#9fb1be"),
        "danger": Shade("#b3261e", "#fca5a5"),
        "tile-0": Shade("#dbe9f5", "#17303f"),
        "tile-1": Shade("#dff0ec", "#16332f"),
        "tile-2": Shade("#f3ead9", "#332b1d"),
        "tile-3": Shade("#e6e6f5", "#26264a"),
        "tile-4": Shade("#f5e1dd", "#3a2522"),
        "tile-5": Shade("#e2ecd8", "#25331d"),
        "straw": Shade("#f3ead9", "#332b1d"),
        "sky": Shade("#dbe9f5", "#17303f"),
        "lilac": Shade("#e6e6f5", "#26264a"),
        "sage": Shade("#dff0ec", "#16332f"),
        "rose": Shade("#f5e1dd", "#3a2522"),
        "grey": Shade("#dfe6eb", "#2a3a45"),
    },
    families={
        "display": ("Figtree", "Figtree Fallback", "system-ui", "sans-serif"),
        "body": ("Figtree", "Figtree Fallback", "system-ui", "sans-serif"),
    },
    preloaded=("figtree-latin",),
    radii={"tile": "6px", "card": "6px", "panel": "4px", "field": "4px", "full": "6px"},
    shadows={
        "goods": Shade("0 10px 8px rgb(15 34 48 / 0.16)", "0 10px 8px rgb(0 0 0 / 0.5)"),
        "floating": Shade("0 8px 24px rgb(15 34 48 / 0.16)", "0 8px 24px rgb(0 0 0 / 0.6)"),
    },
)
