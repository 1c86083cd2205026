"""A customer who tries every door of the console, and calls through the walls."""

import json
import re
from typing import Any, Final

import pytest
from playwright.sync_api import Page, WebSocket, expect

from storefront.routes import STAFF_PAGES
from storefront.state.sentences import NOT_STAFF
from tests.e2e.journey import register, somebody

DOORS: Final = [re.sub(r"\[\w+\]", "1", page.path) for page in STAFF_PAGES]
# Lets the test speak over the page's own socket, with the page's own cookie.
KEEP_SOCKETS: Final = """
window.kept = [];
window.WebSocket = class extends WebSocket {
  constructor(...given) { super(...given); window.kept.push(this); }
};
"""
SAY: Final = "(words) => window.kept.findLast((one) => one.url.includes('_event')).send(words)"


def loads() -> list[tuple[str, str]]:
    """The address of each page, and the name of the event that fills it."""
    handlers: list[tuple[str, Any]] = [
        (door, handler)
        for door, page in zip(DOORS, STAFF_PAGES, strict=True)
        for handler in page.on_load
    ]
    return [
        (door, f"{handler.state_full_name}.load")
        for door, handler in handlers
        if "staff_" in handler.state_full_name and handler.fn.__name__ == "load"
    ]


def test_a_customer_is_shown_nothing_behind_any_door(page: Page) -> None:
    register(page, somebody())
    for door in DOORS:
        page.goto(door)
        expect(page.get_by_role("heading", name="For the shop's staff")).to_be_visible()
        expect(page.get_by_role("navigation", name="Staff console")).to_have_count(0)


def test_a_guest_is_led_to_the_door(page: Page) -> None:
    for door in DOORS:
        page.goto(door)
        expect(page.get_by_role("heading", level=1, name="Sign in")).to_be_visible()


@pytest.mark.parametrize("who", ["customer", "guest"])
def test_who_fills_the_console_by_its_own_socket_is_told_no_and_nothing_else(
    page: Page, who: str
) -> None:
    page.add_init_script(KEEP_SOCKETS)
    sockets: list[WebSocket] = []
    page.on("websocket", lambda socket: sockets.append(socket))  # noqa: PLW0108 - Playwright marks the function it is given
    if who == "customer":
        register(page, somebody())
    page.goto("/cart")
    expect(page.get_by_role("heading", name="Nothing in it yet")).to_be_visible()  # it is awake
    heard: list[str] = []
    sockets[-1].on("framereceived", lambda words: heard.append(str(words)))

    for door, name in loads():
        event = {"name": name, "payload": {}, "router_data": {"pathname": door, "asPath": door}}
        with sockets[-1].expect_event(
            "framereceived", lambda words, name=name: _refuses(str(words), name)
        ):
            page.evaluate(SAY, f'42/_event,["event",{json.dumps(event)}]')

    told = [value for words in heard for value in _told_by_the_console(words)]
    assert told.count(NOT_STAFF) >= len(loads())
    assert [value for value in told if isinstance(value, list) and value != []] == []
    assert "@example.com" not in str(told)


def _refuses(words: str, name: str) -> bool:
    return name.rpartition(".")[0] in words and NOT_STAFF in words


def _told_by_the_console(words: str) -> list[Any]:
    """The values that a frame writes into the console's states."""
    if not words.startswith("42/_event,"):
        return []
    _, said = json.loads(words.removeprefix("42/_event,"))
    delta: dict[str, dict[str, Any]] = said.get("delta") or {}
    return [
        value for name, written in delta.items() if "staff_" in name for value in written.values()
    ]
