import re
from pathlib import Path

import pytest

import storefront
from storefront.theme import tokens
from storefront.theme.stylesheet import ThemePlugin, token_css
from storefront.theme.tailwind import THEME, tailwind
from storefront.theme.theme import theme_called

ROOT = Path(storefront.__file__).parent
DRESSED = sorted(
    str(path.relative_to(ROOT))
    for pattern in ("components/*.py", "layout/*.py", "pages/**/*.py", "theme/styles.py")
    for path in ROOT.glob(pattern)
    if path.name != "samples.py"  # draws a vase
)
NOON = theme_called("noon")
RAW_COLOR = re.compile(r"[\"': ]#(?:[0-9a-fA-F]{3}){1,2}\b|\brgba?\(|\bhsla?\(|\boklch\(")


def sheets() -> dict[str, str]:
    return {path.name: str(content) for path, content in ThemePlugin(NOON).get_static_assets()}


@pytest.mark.parametrize("path", DRESSED, ids=str)
def test_no_screen_names_a_colour_of_its_own(path: str) -> None:
    assert RAW_COLOR.findall((ROOT / path).read_text()) == []


def test_each_colour_is_told_by_day_and_by_night() -> None:
    day, night, unscripted = re.split(r"\.dark \{|@media", token_css(NOON))

    assert unscripted.startswith(" (prefers-color-scheme: dark) {\n:root:not(.light, .dark) {")
    for name, shade in tokens.COLORS.items():
        assert f"--color-{name}: {shade.light};" in day
        assert f"--color-{name}: {shade.dark};" in night
        assert f"--color-{name}: {shade.dark};" in unscripted


def test_each_variable_that_is_used_is_told() -> None:
    told = set(re.findall(r"(--[\w-]+):", token_css(NOON)))
    used = set(re.findall(r"var\((--[\w-]+)\)", sheets()["vitrine.css"]))

    assert used - told == set()


def test_tailwind_knows_the_tokens_and_no_colours_but_them() -> None:
    colors = THEME["colors"]

    assert colors.keys() == tokens.COLORS.keys() | {"transparent", "current"}
    assert colors["accent"] == "var(--color-accent)"
    assert THEME["borderRadius"]["card"] == "var(--radius-card)"
    assert tailwind().config.get("darkMode") == "class"


def test_both_sheets_are_linked() -> None:
    assert [Path(path).name for path in ThemePlugin(NOON).get_stylesheet_paths()] == list(sheets())


def test_each_font_of_the_stylesheet_is_there() -> None:
    fonts = re.findall(r'url\("/(fonts/[^"]+)"\)', sheets()["vitrine.css"])

    assert len(fonts) == 4
    for font in fonts:
        assert (ROOT.parent / "assets" / font).read_bytes().startswith(b"wOF2")


def test_another_theme_is_another_set_of_tokens_and_nothing_else() -> None:
    noon, harbour = (token_css(theme_called(name)) for name in ("noon", "harbour"))

    told = [re.findall(r"(--[\w-]+):", css) for css in (noon, harbour)]
    assert told[0] == told[1]
    assert "--color-accent: #0b5cad;" in harbour
    assert "--radius-card: 6px;" in harbour
    assert "--column: 75rem;" in harbour
