"""Whoever signs in finds themself where they were, by whatever door they came in."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.journey import fill_registration, somebody
from tests.e2e.shop import Shop

GOODS = "Honey pot"


def test_a_list_keeps_its_filters_over_a_registration(page: Page) -> None:
    page.goto("/products?category=Kitchen&sort=price")
    page.get_by_role("banner").get_by_role("link", name="Sign in").click()
    page.get_by_role("link", name="Create an account").click()

    fill_registration(page, somebody())

    expect(page).to_have_url(re.compile(r"/products/?\?category=Kitchen&sort=price$"))
    expect(page.get_by_role("heading", level=1, name="Kitchen")).to_be_visible()


def test_a_product_is_found_again_after_every_detour(page: Page, shop: Shop) -> None:
    path = f"/products/{shop.product(GOODS)['id']}"
    page.goto(path)
    page.get_by_role("banner").get_by_role("link", name="Sign in").click()
    page.get_by_role("link", name="Forgot your password?").click()
    page.get_by_role("link", name="Back to sign in").click()
    page.get_by_role("button", name="Continue with Google").click()
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_role("alert").filter(has_text="You did not continue")).to_be_visible()

    page.get_by_role("button", name="Use Shopper").click()

    expect(page.get_by_role("button", name="Your account")).to_be_visible()
    expect(page).to_have_url(f"{shop.url}{path}")
