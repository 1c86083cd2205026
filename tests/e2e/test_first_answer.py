"""The first answer to an address: read without scripts, and taken over by them without a jump."""

from threading import Event
from typing import Final, Literal

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect

from tests.e2e.conftest import PATIENCE
from tests.e2e.shop import Shop

PATHS: Final = (
    "/",
    "/products",
    "/products?category=Kitchen&max_price=60",
    "/products?page=2",
    "/products/1",
    "/login",
)
WINDOWS: Final[tuple[ViewportSize, ...]] = (
    {"width": 1280, "height": 900},
    {"width": 390, "height": 844},
)
PAPER: Final[dict[Literal["light", "dark"], str]] = {
    "light": "rgb(250, 247, 242)",
    "dark": "rgb(20, 18, 15)",
}
# Where the words and pictures of the first screen stand, and how large they are.
PLACES: Final = """() =>
  [...document.querySelectorAll("main :is(h1, h2, h3, img, [data-stock], s, nav)")]
    .map((each) => [each, each.getBoundingClientRect()])
    .filter(([_, box]) => box.width > 1 && box.bottom > 0 && box.top < innerHeight)
    .map(([each, box]) => [
      each.localName,
      each.currentSrc ?? each.innerText,
      ...[box.x, box.y, box.width, box.height].map(Math.round),
    ])
"""


@pytest.mark.parametrize("window", WINDOWS, ids=("wide", "narrow"))
def test_nothing_moves_when_a_page_wakes_up(
    browser: Browser, shop: Shop, page: Page, window: ViewportSize
) -> None:
    asleep = browser.new_context(base_url=shop.url, viewport=window, java_script_enabled=False)
    asleep.set_default_timeout(PATIENCE)
    printed = asleep.new_page()
    page.set_viewport_size(window)
    for path in PATHS:
        printed.goto(path)
        page.goto(path)
        expect(page.locator("[data-first-html]")).to_have_count(0)
        expect(page.get_by_role("navigation", name="Main").get_by_text("Sign in")).to_be_visible()
        before: list[list[object]] = printed.evaluate(PLACES)
        after: list[list[object]] = page.evaluate(PLACES)

        assert len(before) >= 2
        assert [each for each in before if each not in after] == []
    asleep.close()


def test_without_scripts_a_product_can_be_found_and_read(browser: Browser, shop: Shop) -> None:
    context = browser.new_context(base_url=shop.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("link", name="Kitchen").first.click()
    expect(page.get_by_role("heading", level=1, name="Kitchen")).to_be_visible()
    page.get_by_role("combobox", name="Search the shop").fill("Stoneware teapot")
    page.keyboard.press("Enter")
    with shop.restored("Stoneware teapot"):
        shop.set_stock("Stoneware teapot", 3)
        page.get_by_role("main").get_by_role("link", name="Stoneware teapot").click()

        expect(page.get_by_role("heading", level=1, name="Stoneware teapot")).to_be_visible()
        expect(page.get_by_text("Only 3 left")).to_be_visible()
    context.close()


@pytest.mark.parametrize(
    ("path", "name"),
    [("/products/1", "Shop"), ("/products", "Kitchen"), ("/", "Stoneware teapot")],
)
def test_what_has_the_focus_keeps_it_when_the_page_wakes_up(
    page: Page, path: str, name: str
) -> None:
    held: list[Route] = []
    is_let_go = Event()

    def hold(route: Route) -> None:
        if is_let_go.is_set():
            route.continue_()
        else:
            held.append(route)

    page.route("**/*.js", hold)
    page.goto(path, wait_until="commit")
    link = page.locator("[data-first-html]").get_by_role("link", name=name).last
    link.focus()
    words = link.inner_text()

    is_let_go.set()
    for route in held:
        route.continue_()

    expect(page.locator("[data-first-html]")).to_have_count(0)
    assert page.evaluate("document.activeElement.innerText") == words


def test_without_scripts_the_night_is_the_device_s(browser: Browser, shop: Shop) -> None:
    context = browser.new_context(base_url=shop.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/products/1")

    for scheme, paper in PAPER.items():
        page.emulate_media(color_scheme=scheme)
        expect(page.locator("html")).to_have_css("background-color", paper)
    context.close()


def test_a_page_that_reaches_nobody_still_shows_what_was_printed(page: Page) -> None:
    page.route_web_socket("**", lambda _: None)  # opened, and never answered
    page.goto("/products/1")

    expect(page.locator("[data-first-html]").get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.get_by_role("button", name="Add to cart")).to_have_count(0)
