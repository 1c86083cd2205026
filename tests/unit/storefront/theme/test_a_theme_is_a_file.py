"""Who re-skins the shop writes one file below theme/themes, and touches nothing else."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

import storefront
from storefront.layout.frame import head
from storefront.settings import PublicAddress, load_address
from storefront.theme import themes
from storefront.theme.stylesheet import token_css
from storefront.theme.theme import Theme, theme_called, theme_names
from storefront.theme.tokens import COLORS, Shade

MEADOW = """
from storefront.theme.theme import Theme
from storefront.theme.tokens import Shade

THEME = Theme(colors={"accent": Shade("#166534", "#86efac")}, radii={"card": "2px"})
"""


@pytest.fixture
def meadow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "meadow.py").write_text(MEADOW)
    monkeypatch.setattr(themes, "__path__", [*themes.__path__, str(tmp_path)])
    monkeypatch.setenv("STOREFRONT_THEME", "meadow")


@pytest.mark.usefixtures("meadow")
def test_a_new_file_is_a_new_theme() -> None:
    address = load_address()

    assert address.theme == "meadow"
    assert set(theme_names()) == {"harbour", "meadow", "noon"}
    css = token_css(theme_called(address.theme))
    assert "--color-accent: #166534;" in css
    assert "--radius-card: 2px;" in css
    assert f"--color-paper: {COLORS['paper'].light};" in css  # what it does not say stays


def test_a_theme_that_is_not_there_is_refused_and_those_that_are_get_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STOREFRONT_THEME", "midnight")

    with pytest.raises(SystemExit):
        load_address()

    assert "STOREFRONT_THEME: Value error, must be one of harbour, noon" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["../noon", "themes.noon", "", "NOON"])
def test_a_name_is_nothing_but_a_file_s(name: str) -> None:
    with pytest.raises(ValidationError):
        PublicAddress(theme=name)


def test_a_slip_in_a_token_s_name_is_said() -> None:
    with pytest.raises(ValueError, match="colors: nothing is called accents"):
        Theme(colors={"accents": Shade("#000000", "#ffffff")})


@pytest.mark.parametrize(
    ("name", "fonts"),
    [("noon", ["figtree-latin", "bricolage-grotesque-latin"]), ("harbour", ["figtree-latin"])],
)
def test_only_fonts_that_the_theme_uses_are_loaded_ahead(name: str, fonts: list[str]) -> None:
    parts = head(theme_called(name))
    written = str([each.render() for each in parts])  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]  # untyped dict

    assert re.findall(r"/fonts/([\w-]+)\.woff2", written) == fonts


@pytest.mark.parametrize("name", theme_names())
def test_each_font_loaded_ahead_is_there(name: str) -> None:
    folder = Path(storefront.__file__).parents[1] / "assets" / "fonts"

    assert all((folder / f"{font}.woff2").exists() for font in theme_called(name).preloaded)
