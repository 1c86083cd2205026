"""The console for everybody: by day and night, in a small window, with hands on keys only."""

import re
from collections.abc import Iterator
from typing import Final, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from storefront.routes import STAFF_PAGES
from tests.e2e.axe import violations
from tests.e2e.conftest import PATIENCE, errors_of
from tests.e2e.journey import PASSWORD, somebody
from tests.e2e.shop import Shop

GOODS: Final = "Bento box"
# Of the demo's own: the first order, its mails, its product, and who placed it.
DOORS: Final = [re.sub(r"\[\w+\]", "1", page.path) for page in STAFF_PAGES]


@pytest.fixture(scope="module")
def clerk(browser: Browser, shop: Shop) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=shop.url, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto("/login?next=/staff")
    page.get_by_role("button", name="Staff").click()
    expect(page.get_by_role("heading", level=1, name="Today")).to_be_visible()
    page.close()
    yield context
    context.close()


def settled(page: Page, door: str) -> None:
    page.goto(door)
    expect(page.get_by_role("navigation", name="Staff console")).to_be_visible()
    expect(page.locator(".skeleton, [aria-busy=true]")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_the_console_has_what_axe_complains_of(
    clerk: BrowserContext, shop: Shop, scheme: Literal["light", "dark"]
) -> None:
    page = clerk.new_page()
    errors = errors_of(page, shop)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    complaints: dict[str, list[str]] = {}
    for door in DOORS:
        settled(page, door)
        complaints[door] = violations(page)
    page.close()

    assert {door: found for door, found in complaints.items() if found} == {}
    assert errors == []


def test_no_page_of_the_console_slides_on_the_smallest_phone(
    browser: Browser, shop: Shop, clerk: BrowserContext
) -> None:
    """Nor does a table in it: what a row says and offers is inside the window."""
    phone = browser.new_context(
        base_url=shop.url,
        viewport={"width": 320, "height": 640},
        storage_state=clerk.storage_state(),
    )
    page = phone.new_page()
    too_wide: list[str] = []
    for door in DOORS:
        settled(page, door)
        too_wide += [f"{door}: {name}" for name in page.evaluate(TOO_WIDE)]
    phone.close()

    assert too_wide == []


TOO_WIDE: Final = """() => [document.documentElement,
    ...document.querySelectorAll("main [role=region]")]
  .filter((one) => one.scrollWidth > one.clientWidth)
  .map((one) => `${one.getAttribute('aria-label') ?? 'the page'} ${one.scrollWidth}`)"""


def test_a_hand_on_the_keyboard_answers_a_question_and_goes_on_where_it_was(
    clerk: BrowserContext, shop: Shop
) -> None:
    order_id = order_something(shop)
    page = clerk.new_page()
    page.goto("/staff/orders")
    confirm = page.get_by_role("button", name=f"Confirm order #{order_id}")
    question = page.get_by_role("form", name="Confirm the step")

    confirm.focus()
    page.keyboard.press("Enter")
    expect(question).to_be_focused()
    page.keyboard.press("Escape")
    expect(question).to_have_count(0)
    expect(confirm).to_be_focused()

    page.keyboard.press("Enter")
    expect(question).to_be_focused()
    page.keyboard.press("Tab")
    expect(question.get_by_role("button", name="Confirm")).to_be_focused()
    page.keyboard.press("Enter")
    expect(question).to_have_count(0)
    # Where the button was, is the next step's; or else the page's heading has the focus.
    on = page.locator(":focus")
    expect(on).to_have_text(re.compile(f"Orders|order #{order_id}"))
    page.close()


def order_something(shop: Shop) -> int:
    """By somebody new; the order's number."""
    person = somebody()
    account = {"email": person.email, "username": person.name, "password": PASSWORD}
    shop.call("/users/register", account, method="POST")
    lines = [{"product_id": shop.product(GOODS)["id"], "quantity": 1}]
    token = shop.token(person.email, PASSWORD)
    return shop.call("/orders", {"items": lines}, method="POST", token=token)["id"]
