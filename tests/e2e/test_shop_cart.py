"""The cart: it comes in from the side, forgives, and says clearly what can't be had."""

import re

from playwright.sync_api import BrowserContext, Page, Route, expect

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


def test_the_headers_cart_opens_the_drawer_and_all_is_changed_in_it(page: Page) -> None:
    add_to_cart(page, "Honey pot")
    address = page.url
    drawer = page.get_by_role("dialog", name="In your cart")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    cart = page.get_by_role("navigation", name="Main").get_by_role("link", name="Cart")
    expect(cart).to_have_attribute("href", "/cart")  # which it is without scripts

    cart.press("Enter")
    expect(drawer).to_be_visible()
    drawer.get_by_role("button", name="One more: Honey pot").click()
    expect(drawer.get_by_text("2 items")).to_be_visible()
    drawer.get_by_role("button", name="Remove Honey pot").click()
    expect(drawer.get_by_text("Nothing in it yet.")).to_be_visible()
    drawer.get_by_role("button", name="Put it back").click()
    expect(drawer.get_by_text("2 items")).to_be_visible()

    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(cart).to_be_focused()
    assert page.url == address

    cart.click()
    drawer.get_by_role("link", name="Honey pot").click()
    expect(drawer).to_be_hidden()


def test_the_drawer_says_what_stands_in_the_way(page: Page, shop: Shop) -> None:
    name = "Garden bucket"
    before = shop.product(name)["stock_quantity"]
    add_to_cart(page, name)
    page.keyboard.press("Escape")

    shop.set_stock(name, 0)
    expect(page.get_by_role("button", name="Sold out")).to_be_visible()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Cart").click()

    drawer = page.get_by_role("dialog", name="In your cart")
    line = drawer.get_by_role("list").get_by_role("listitem").filter(has_text=name)
    expect(line.get_by_text("Someone just took the last one.")).to_be_visible()
    expect(drawer.get_by_role("button", name="Check out")).to_be_disabled()
    drawer.get_by_role("button", name="Go on with what there is").click()
    expect(drawer.get_by_text("Nothing in it yet.")).to_be_visible()
    shop.set_stock(name, before)


def test_the_review_changes_what_will_be_ordered(page: Page, shop: Shop) -> None:
    left = shop.product("Honey pot")["stock_quantity"]
    register(page, somebody())
    add_to_cart(page, "Garden bucket")
    add_to_cart(page, "Honey pot")
    page.goto("/checkout")
    main = page.get_by_role("main")

    main.get_by_role("button", name="One more: Honey pot").click()
    expect(main.get_by_text("3 items")).to_be_visible()
    main.get_by_role("button", name="Remove Garden bucket").click()
    expect(main.get_by_text("Garden bucket was taken out.")).to_be_visible()
    expect(main.get_by_text("2 items")).to_be_visible()
    main.get_by_role("button", name="Place the order").click()

    expect(page.get_by_role("heading", name="Thank you. It is yours.")).to_be_visible()
    expect(main.get_by_role("link", name="Garden bucket")).to_have_count(0)
    assert shop.product("Honey pot")["stock_quantity"] == left - 2


def test_two_tabs_that_order_one_cart_at_the_same_moment_come_to_one_order(
    page: Page, context: BrowserContext, shop: Shop
) -> None:
    left = shop.product("Honey pot")["stock_quantity"]
    register(page, somebody())
    add_to_cart(page, "Honey pot")
    tabs = [page, context.new_page()]
    buttons = [tab.get_by_role("button", name="Place the order") for tab in tabs]
    for tab, button in zip(tabs, buttons, strict=True):
        tab.goto("/checkout")
        expect(button).to_be_enabled()

    moment = page.evaluate("Date.now() + 1000")
    for button in buttons:
        button.evaluate("(it, at) => { setTimeout(() => it.click(), at - Date.now()); }", moment)

    for tab in tabs:
        expect(tab.get_by_role("heading", name="Thank you. It is yours.")).to_be_visible()
    assert tabs[0].url == tabs[1].url
    page.goto("/orders")
    expect(page.get_by_role("main").get_by_role("link", name="Order #")).to_have_count(1)
    assert shop.product("Honey pot")["stock_quantity"] == left - 1


def test_two_tabs_of_a_new_browser_come_to_one_cart(context: BrowserContext, shop: Shop) -> None:
    address = f"/products/{shop.product('Honey pot')['id']}"
    hellos: list[Route] = []

    def hold(route: Route) -> None:
        hellos.append(route)

    context.route("**/session/hello*", hold)
    faster, slower = context.new_page(), context.new_page()
    for tab in (faster, slower):
        tab.goto(address)
        expect(tab.get_by_role("link", name="Sign in")).to_be_visible()
    slower.get_by_role("button", name="Add to cart").click()
    expect(slower.get_by_role("dialog", name="In your cart")).to_be_visible()
    while len(hellos) < len(context.pages):
        slower.wait_for_timeout(50)

    # Both came without an id; the answer to the first gives the browser one.
    for tab in (faster, slower):
        with tab.expect_response("**/session/hello*"):
            next(one for one in hellos if one.request.frame.page == tab).continue_()

    expect(slower.get_by_role("dialog", name="In your cart")).to_be_hidden()  # it has come again
    for tab in (faster, slower):
        tab.goto("/cart")
        expect(tab.get_by_role("main").get_by_text("1 item")).to_be_visible()


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
