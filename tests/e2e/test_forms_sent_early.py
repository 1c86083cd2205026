"""Whoever is faster than the page: no script runs here, as none has run yet for them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import PATIENCE
from tests.e2e.shop import Shop

SECRET = "typed-too-early"
TOO_EARLY = "That was a moment too early"


@pytest.fixture
def asleep(browser: Browser, shop: Shop) -> Iterator[Page]:
    context = browser.new_context(base_url=shop.url, java_script_enabled=False)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    ("path", "button"),
    [
        ("/login?next=%2Fcheckout", "Sign in"),
        ("/register", "Create the account"),
        ("/forgot-password", "Mail me a link"),
        ("/reset-password", "Set the password"),
    ],
)
def test_what_was_typed_stands_in_no_address(asleep: Page, path: str, button: str) -> None:
    asked: list[str] = []
    asleep.on("request", lambda request: asked.append(request.url))
    asleep.goto(path)
    expect(asleep.get_by_text(TOO_EARLY)).to_be_hidden()
    for field in asleep.get_by_role("main").locator("form input").all():
        kind = field.get_attribute("type")
        field.fill(f"{SECRET}@example.com" if kind == "email" else SECRET)

    with asleep.expect_navigation():
        asleep.get_by_role("main").get_by_role("button", name=button, exact=True).click()

    expect(asleep.get_by_text(TOO_EARLY)).to_be_visible()
    assert path in asleep.url
    assert [url for url in asked if SECRET in url] == []
