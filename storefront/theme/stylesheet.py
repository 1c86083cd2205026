"""The tokens as CSS variables, and the little CSS that classes cannot say (vitrine.css)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from reflex.plugins import CommonContext, Plugin
from typing_extensions import Unpack

from storefront.theme import tokens
from storefront.theme.theme import Theme

_FOLDER: Final = Path("styles")  # where Reflex keeps its stylesheets, below .web
_OWN_CSS: Final = Path(__file__).with_name("vitrine.css")


def token_css(theme: Theme) -> str:
    """The colours and shadows by day and by night.

    Night is where a script has set Reflex's class, and where no script runs, as the device says.
    """
    light, dark = ("\n  ".join(_variables(theme, mode=mode)) for mode in ("light", "dark"))
    fixed = "\n  ".join(_fixed_variables(theme))
    return (
        f":root {{\n  {fixed}\n  {light}\n}}\n\n.dark {{\n  {dark}\n}}\n\n"
        "@media (prefers-color-scheme: dark) {\n"
        f":root:not(.light, .dark) {{\n  color-scheme: dark;\n  {dark}\n}}\n}}\n"
    )


def _variables(theme: Theme, *, mode: str) -> Iterator[str]:
    for kind, shades in (("color", theme.colors), ("shadow", theme.shadows)):
        for name, shade in shades.items():
            yield f"--{kind}-{name}: {shade.light if mode == 'light' else shade.dark};"


def _fixed_variables(theme: Theme) -> Iterator[str]:
    for name, stack in theme.families.items():
        quoted = ", ".join(f'"{family}"' if " " in family else family for family in stack)
        yield f"--family-{name}: {quoted};"
    for name, length in theme.radii.items():
        yield f"--radius-{name}: {length};"
    yield f"--column: {tokens.COLUMN};"
    for name, duration in tokens.MOTION.items():
        yield f"--motion-{name}: {duration};"


@dataclass
class ThemePlugin(Plugin):
    """Writes both stylesheets beside Reflex's own and links them."""

    theme: Theme

    def get_static_assets(
        self,
        **context: Unpack[CommonContext],  # noqa: ARG002 - Reflex passes it
    ) -> Sequence[tuple[Path, str | bytes]]:
        return (
            (_FOLDER / "tokens.css", token_css(self.theme)),
            (_FOLDER / "vitrine.css", _OWN_CSS.read_text(encoding="utf-8")),
        )

    def get_stylesheet_paths(
        self,
        **context: Unpack[CommonContext],  # noqa: ARG002 - as above
    ) -> Sequence[str]:
        return ("./tokens.css", "./vitrine.css")
