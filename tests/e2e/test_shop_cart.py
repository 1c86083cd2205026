"""The cart: it comes in from the side, forgives, and says clearly what can't be had."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.journey import add_to_cart, register, somebody
from tests.e2e.shop import Shop


def test_what_is_put_into_the_cart_is_shown_and_the_way_goes_on(page: Page) -> None:
    add_to_cart(page, "Honey pot")
    drawer = page.get_by_role("dialog", name="In your cart")
    expect(drawer.get_by_text("Honey pot is in your cart.")).to_be_visible()

    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    page.get_by_role("button", name="Add to cart").click()
    expect(drawer.get_by_text("2 items")).to_be_visible()
    drawer.get_by_role("link", name="See the cart").click()

    expect(page.get_by_role("heading", level=1, name="Your cart")).to_be_visible()
    expect(drawer).to_be_hidden()


def test_what_was_taken_out_can_be_put_back(page: Page) -> None:
    add_to_cart(page, "Honey pot")
    page.goto("/cart")

    page.get_by_role("button", name="Remove Honey pot").click()
    expect(page.get_by_role("heading", name="Nothing in it yet")).to_be_visible()
    page.get_by_role("button", name="Put it back").click()

    expect(page.get_by_role("main").get_by_role("link", name="Honey pot")).to_be_visible()


def test_a_guest_is_shown_the_ways_and_keeps_the_cart(page: Page) -> None:
    add_to_cart(page, "Honey pot")
    page.goto("/cart")
    page.get_by_role("link", name="Check out").click()

    expect(page.get_by_role("heading", level=1, name="Who is it for?")).to_be_visible()
    expect(page.get_by_role("main").get_by_text("Honey pot")).to_be_visible()
    expect(page.get_by_role("link", name="Create an account")).to_have_attribute(
        "href", re.compile(r"/register\?next=/checkout")
    )
    expect(page.get_by_role("link", name="Sign in and go on")).to_have_attribute(
        "href", re.compile(r"/login\?next=/checkout")
    )


def test_the_last_unit_gone_meanwhile_takes_nothing_else_with_it(page: Page, shop: Shop) -> None:
    gone, kept = "Garden hose", "Honey pot"
    gone = shop.call("/products?category=Garden&is_active=true&limit=1")["items"][0]["name"]
    register(page, somebody())
    add_to_cart(page, gone)
    add_to_cart(page, kept)
    page.goto("/checkout")
    expect(page.get_by_role("button", name="Place the order")).to_be_enabled()

    with shop.restored(gone):
        shop.set_stock(gone, 0)
        expect(page.get_by_role("button", name="Place the order")).to_be_disabled()
        page.get_by_role("button", name="Go on with what there is").click()
        expect(page.get_by_role("button", name="Place the order")).to_be_enabled()
        page.get_by_role("button", name="Place the order").click()
        expect(page.get_by_role("heading", name="Thank you. It is yours.")).to_be_visible()

    main = page.get_by_role("main")
    expect(main.get_by_role("link", name=kept)).to_be_visible()
    expect(main.get_by_role("link", name=gone)).to_have_count(0)


def test_an_order_is_cancelled_with_a_reason(page: Page, shop: Shop) -> None:
    register(page, somebody())
    add_to_cart(page, "Honey pot")
    left = shop.product("Honey pot")["stock_quantity"]
    page.goto("/checkout")
    page.get_by_role("button", name="Place the order").click()
    expect(page.get_by_role("heading", name="Thank you. It is yours.")).to_be_visible()

    page.get_by_text("Cancel this order").click()
    page.get_by_label("Why? You need not say.").fill("Bought by mistake")
    page.get_by_role("button", name="Cancel it for good").click()

    expect(page.get_by_role("status").filter(has_text="Cancelled")).to_be_visible()
    expect(page.get_by_text("“Bought by mistake”")).to_be_visible()
    page.goto("/orders?status=cancelled")
    expect(page.get_by_role("main").get_by_role("link", name="Order #")).to_have_count(1)
    page.get_by_role("navigation", name="Orders by status").get_by_text("Shipped").click()
    expect(page.get_by_role("heading", name="None of these")).to_be_visible()
    assert shop.product("Honey pot")["stock_quantity"] <= left
