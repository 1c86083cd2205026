"""The whole way over an identity provider, by the browser; a stand-in plays Google's part."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.journey import add_to_cart
from tests.e2e.shop import Shop

GOODS = "Honey pot"
# A token of ours has three parts, separated by dots.
TOKEN = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]+")


def test_a_guest_signs_in_with_google_and_keeps_the_cart(page: Page, shop: Shop) -> None:
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    add_to_cart(page, GOODS)
    page.goto("/login?next=/cart")

    page.get_by_role("button", name="Continue with Google").click()
    page.get_by_role("button", name="gina@example.com").click()

    expect(page.get_by_role("button", name="Your account")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link", name=GOODS).first).to_be_visible()
    assert page.url.rstrip("/") == f"{shop.url}/cart"
    assert [address for address in addresses if TOKEN.search(address)] == []
    kept = page.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie])")
    assert not TOKEN.search(kept)

    page.goto("/account")
    expect(page.get_by_role("main").get_by_text("gina@example.com")).to_be_visible()
    # There is no password to ask for, and so no form that asks for one.
    expect(page.get_by_role("button", name="Set a password by mail")).to_be_visible()
    expect(page.get_by_role("main").locator("input[type=password]")).to_have_count(0)


def test_who_says_no_at_google_is_told_kindly_and_can_go_on(page: Page) -> None:
    page.goto("/login")

    page.get_by_role("button", name="Continue with Google").click()
    page.get_by_role("button", name="Deny").click()

    expect(page.get_by_role("alert").filter(has_text="You did not continue")).to_be_visible()
    expect(page.get_by_label("Email address")).to_be_visible()


def test_somebody_whom_google_does_not_vouch_for_is_told_why(page: Page) -> None:
    page.goto("/register")

    page.get_by_role("button", name="Continue with Google").click()
    page.get_by_placeholder("sub").fill("nobody with an address")
    page.get_by_role("button", name="Authorize").click()

    expect(page.get_by_role("alert").filter(has_text="has not verified")).to_be_visible()
