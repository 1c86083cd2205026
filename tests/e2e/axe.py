"""axe-core (npm, fetched by `make setup-dev`): what machines can tell of WCAG 2.2, level AA."""

import os
from pathlib import Path
from typing import Any, Final, Literal

import pytest
from playwright.sync_api import Page, expect

_SCRIPT: Final = Path(__file__).parents[2] / ".local/cache/axe/node_modules/axe-core/axe.min.js"
_RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

MODES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
# A colour on its half way is nobody's; what pulses for ever never arrives.
_ALL_ARRIVED: Final = """() => document.getAnimations().every((one) =>
  one.playState !== "running" || one.effect.getComputedTiming().iterations === Infinity)"""


def axe_source() -> str:
    if not _SCRIPT.exists():
        message = "axe-core is not here: run `make setup-dev`"
        if os.environ.get("CI"):  # noqa: TID251 - set by every CI
            pytest.fail(message)
        pytest.skip(f"NOT TESTED: {message}")
    return _SCRIPT.read_text(encoding="utf-8")


def violations_day_and_night(page: Page) -> list[str]:
    """Of the page as it stands, in one mode and then in the other."""
    found: list[str] = []
    for scheme in MODES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        expect(page.locator("html")).to_contain_class(scheme)
        found += [f"{scheme}: {each}" for each in violations(page)]
    return found


def violations(page: Page) -> list[str]:
    """Each as `rule: where`; empty when there is nothing to say. What is fading in has arrived."""
    page.wait_for_function(_ALL_ARRIVED)
    # By the debugger and not by a tag: the page's own policy lets no such script in.
    page.evaluate(axe_source())
    found: dict[str, Any] = page.evaluate(
        # Dimmed is what will be something else in a moment.
        "(tags) => axe.run({ exclude: ['[aria-busy=true]'] },"
        " { runOnly: { type: 'tag', values: tags } })",
        _RULES,
    )
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found["violations"]
        for node in each["nodes"]
    ]
