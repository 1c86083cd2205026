"""WCAG 2.2, success criteria 1.4.3 and 1.4.11, for every pair of tokens that meet on a screen."""

from dataclasses import astuple

import pytest

from storefront.theme.theme import theme_called, theme_names
from storefront.theme.tokens import COLORS, MARK_PAIRS, TEXT_PAIRS

MODES = ("light", "dark")


def luminance(color: str) -> float:
    channels = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def contrast_of(pair: tuple[str, str], *, mode: str, theme: str) -> float:
    colors = theme_called(theme).colors
    above, below = (astuple(colors[name])[MODES.index(mode)] for name in pair)
    return contrast(above, below)


def test_the_formula_knows_its_ends() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777777") == pytest.approx(1)


@pytest.mark.parametrize("theme", theme_names())
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("pair", TEXT_PAIRS, ids=" on ".join)
def test_words_reach_4_5_to_1(pair: tuple[str, str], mode: str, theme: str) -> None:
    assert contrast_of(pair, mode=mode, theme=theme) >= 4.5


@pytest.mark.parametrize("theme", theme_names())
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("pair", MARK_PAIRS, ids=" on ".join)
def test_marks_reach_3_to_1(pair: tuple[str, str], mode: str, theme: str) -> None:
    assert contrast_of(pair, mode=mode, theme=theme) >= 3


@pytest.mark.parametrize("theme", theme_names())
def test_each_theme_names_all_that_is_used(theme: str) -> None:
    assert theme_called(theme).colors.keys() == COLORS.keys()
