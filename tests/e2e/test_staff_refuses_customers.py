"""A customer who tries every door of the console, and calls through the walls."""

import json
import re
from inspect import signature
from typing import Any, Final, get_origin, get_type_hints

import pytest
from playwright.sync_api import FilePayload, Page, WebSocket, expect

from storefront.routes import STAFF_PAGES
from storefront.state.personal import REGISTERED
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
FORM: Final = {"id": "1", "role": "admin", "price": "1.00", "stock": "1", "reason": "mine"}
REFLEX_OWN: Final = {"setvar"}
SAY: Final = "(words) => window.kept.findLast((one) => one.url.includes('_event')).send(words)"


def calls() -> list[tuple[str, str, dict[str, Any]]]:
    """Every event that the console's states hear: on which page, its name, and its arguments."""
    filled: list[tuple[str, Any]] = [
        (door, handler)
        for door, page in zip(DOORS, STAFF_PAGES, strict=True)
        for handler in page.on_load
    ]
    page_of = {handler.state_full_name: door for door, handler in filled}
    return [
        (page_of[state.get_full_name()], f"{state.get_full_name()}.{name}", given_to(handler.fn))
        for state in REGISTERED
        if ".staff_" in state.__module__
        for name, handler in state.event_handlers.items()
        if name not in REFLEX_OWN
    ]


def given_to(function: Any) -> dict[str, Any]:
    """What could do something, if it were let."""
    kinds = get_type_hints(function)
    names = [name for name in signature(function).parameters if name != "self"]
    # No files: those go by another way, and are refused there.
    plausible: list[tuple[type, Any]] = [(int, 1), (str, "cancelled"), (dict, FORM), (list, [])]
    values = dict(plausible)
    return {name: values[get_origin(kinds[name]) or kinds[name]] for name in names}


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
def test_who_calls_every_handler_by_its_own_socket_is_told_no_and_nothing_else(
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

    said = calls()
    assert len(said) > 50
    for door, name, arguments in said:
        place = {"pathname": door, "asPath": door}
        event = {"name": name, "payload": arguments, "router_data": place}
        with sockets[-1].expect_event(
            "framereceived", lambda words, name=name: _refuses(str(words), name)
        ):
            page.evaluate(SAY, f'42/_event,["event",{json.dumps(event)}]')

    told = [value for words in heard for value in _told_by_the_console(words)]
    assert told.count(NOT_STAFF) >= len(said)
    assert [value for value in told if isinstance(value, list) and value != []] == []
    assert "@example.com" not in str(told)


@pytest.mark.parametrize(("who", "status"), [("customer", 403), ("guest", 401)])
def test_who_sends_a_file_to_the_console_is_refused_before_it_is_read(
    page: Page, who: str, status: int
) -> None:
    if who == "customer":
        register(page, somebody())
    page.goto("/cart")
    handler = next(name for _, name, _ in calls() if name.endswith("add_picture"))
    file: FilePayload = {"name": "a.png", "mimeType": "image/png", "buffer": bytes(1_000_000)}

    answer = page.request.post(
        "/_upload",
        headers={"Reflex-Client-Token": "any", "Reflex-Event-Handler": handler},
        multipart={"files": file},
    )

    assert answer.status == status


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
