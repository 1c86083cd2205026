"""For everybody: what machines can tell of WCAG 2.2 AA, small windows, and hands on keys only."""

import re
from collections.abc import Iterator
from typing import Final, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.e2e.axe import violations, violations_day_and_night
from tests.e2e.conftest import PATIENCE, errors_of
from tests.e2e.journey import PASSWORD, add_to_cart, place_order, register, somebody
from tests.e2e.shop import Shop

Scheme = Literal["light", "dark"]
GOODS: Final = "Bento box"  # not on the first page: no list but the search can show it
# With the words that show that the page no longer says what the tab saw before.
OPEN_PAGES: Final = {
    "/": "Good things",
    "/products": "The whole window",
    "/products?category=Kitchen&min_price=9": "Kitchen",
    "/products?q=nothing-of-the-kind": "“nothing-of-the-kind”",
    "/products/1": "",
    "/cart": "Your cart",
    "/checkout": "",
    "/login": "",
    "/register": "",
    "/forgot-password": "",
    "/reset-password?token=none": "",
    "/verify-email?token=none": "",
}
LOST_PAGES: Final = ("/nowhere", "/products/999999")
OWN_PAGES: Final = ("/cart", "/checkout", "/orders", "/orders?status=shipped", "/account")


@pytest.fixture(scope="module")
def member(browser: Browser, shop: Shop) -> Iterator[BrowserContext]:
    """Somebody with an order behind them and something in the cart."""
    context = browser.new_context(base_url=shop.url)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    register(page, somebody())
    add_to_cart(page, GOODS)
    place_order(page)
    add_to_cart(page, GOODS)
    page.close()
    yield context
    context.close()


def settled(page: Page, path: str) -> None:
    """Open a page and wait until it shows what it has to show."""
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_contain_text(OPEN_PAGES.get(path, ""))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("[data-first-html], .skeleton, [aria-busy=true]")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_open_page_has_what_axe_complains_of(page: Page, scheme: Scheme) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    complaints: dict[str, list[str]] = {}
    for path in OPEN_PAGES:
        settled(page, path)
        complaints[path] = violations(page)

    assert {path: found for path, found in complaints.items() if found} == {}


def test_the_gallery_has_nothing_that_axe_complains_of(page: Page) -> None:
    page.goto("/gallery")  # where skeletons and waiting are on show
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    expect(page.locator(".recharts-bar-rectangle").first).to_be_visible()

    assert violations_day_and_night(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_ones_own_has_what_axe_complains_of(
    member: BrowserContext, shop: Shop, scheme: Scheme
) -> None:
    page = member.new_page()
    errors = errors_of(page, shop)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    complaints: dict[str, list[str]] = {}
    for path in OWN_PAGES:
        settled(page, path)
        complaints[path] = violations(page)
    order = address_of_an_order(page)
    for path in (order, f"{order}?placed=1"):
        settled(page, path)
        complaints[path] = violations(page)
    page.close()

    assert {path: found for path, found in complaints.items() if found} == {}
    assert errors == []


def address_of_an_order(page: Page) -> str:
    page.goto("/orders")
    link = page.get_by_role("main").get_by_role("link", name="Order #").first
    address = link.get_attribute("href")
    assert address is not None
    return address


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_opens_over_a_page_is_for_everybody_too(page: Page, scheme: Scheme) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    settled(page, "/products/1")
    page.get_by_role("button", name="Enlarge").click()
    expect(page.get_by_role("dialog", name="The picture, enlarged")).to_be_visible()
    zoomed = violations(page)
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_role("dialog", name="In your cart")).to_be_visible()

    assert zoomed == []
    assert violations(page) == []


@pytest.mark.parametrize(("width", "letters"), [(320, "100%"), (640, "200%")])
def test_nothing_is_cut_off_in_a_small_window_or_with_large_letters(
    browser: Browser, shop: Shop, member: BrowserContext, *, width: int, letters: str
) -> None:
    small = browser.new_context(
        base_url=shop.url,
        viewport={"width": width, "height": 640},
        storage_state=member.storage_state(),
    )
    page = small.new_page()
    too_wide: list[str] = []
    order = address_of_an_order(page)
    for path in (*OPEN_PAGES, *OWN_PAGES, order, f"{order}?placed=1", LOST_PAGES[0]):
        settled(page, path)
        page.evaluate("(size) => { document.documentElement.style.fontSize = size; }", letters)
        needed = page.evaluate("document.documentElement.scrollWidth")
        too_wide += [f"{path}: {needed}"] if needed > width else []
    small.close()

    assert too_wide == []


def test_a_hand_on_the_keyboard_buys_something(page: Page) -> None:
    search_by_keys(page)
    put_into_cart_by_keys(page)
    register_by_keys(page)
    expect(page.get_by_role("button", name="Place the order")).to_be_enabled()
    walk_to(page, "button", "Place the order")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Thank you. It is yours.")).to_be_visible()


def search_by_keys(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("combobox", name="Search the shop")).to_be_focused()
    page.keyboard.type(GOODS)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name=GOODS)).to_be_visible()


def put_into_cart_by_keys(page: Page) -> None:
    walk_to(page, "link", GOODS)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Add to cart")).to_be_visible()
    walk_to(page, "button", "Add to cart")
    page.keyboard.press("Enter")
    drawer = page.get_by_role("dialog", name="In your cart")
    expect(drawer).to_be_visible()
    walk_to(page, "link", "Check out")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Who is it for?")).to_be_visible()
    expect(drawer).to_be_hidden()


def register_by_keys(page: Page) -> None:
    person = somebody()
    walk_to(page, "link", "Create an account")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Create an account")).to_be_visible()
    for label, text in (
        ("Email address", person.email),
        ("What shall we call you?", person.name),
        ("Password", PASSWORD),
    ):
        walk_to(page, "textbox", label)
        page.keyboard.type(text)
    page.keyboard.press("Enter")


Role = Literal["link", "button", "textbox"]


def walk_to(page: Page, role: Role, name: str) -> None:
    """Tab until it has the focus, which can be seen and is hidden by nothing."""
    wanted = page.get_by_role(role, name=re.compile(f"^{re.escape(name)}"))
    for _ in range(60):
        page.keyboard.press("Tab")
        if wanted.first.evaluate("(element) => element === document.activeElement"):
            break
    expect(wanted.first).to_be_focused()
    is_seen = wanted.first.evaluate(
        """(element) => {
          const box = element.getBoundingClientRect();
          const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
          return element.contains(top) || element.parentElement.contains(top);
        }"""
    )
    assert is_seen, f"{name} has the focus behind something else"


def test_the_suggestions_are_walked_through_by_keys(page: Page) -> None:
    page.goto("/gallery")  # the same field, with suggestions that do not depend on a search
    field = page.get_by_role("combobox", name="Search the gallery")
    listbox = page.locator("#gallery-search-suggestions")
    options = listbox.locator("[role=option]")  # hidden ones too
    expect(options).to_have_count(3)
    expect(listbox).to_be_hidden()

    field.press("ArrowDown")
    expect(listbox).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    second = options.nth(1).get_attribute("id")
    assert second is not None
    expect(field).to_have_attribute("aria-activedescendant", second)
    expect(field).to_be_focused()
    field.press("ArrowUp")
    field.press("ArrowUp")  # back in the field
    expect(listbox.locator("[aria-selected=true]")).to_have_count(0)
    field.press("Escape")
    expect(listbox).to_be_hidden()
    expect(field).to_have_attribute("aria-expanded", "false")


def test_a_lost_visitor_has_an_accessible_page_and_a_clean_console(
    context: BrowserContext,
) -> None:
    page = context.new_page()
    said: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # Browsers note the status of the answer itself, which is right.
        if message.type == "error" and "404 (Not Found)" not in message.text:
            said.append(message.text)

    page.on("console", note)
    for path in LOST_PAGES:
        settled(page, path)
        said += violations_day_and_night(page)

    assert said == []
