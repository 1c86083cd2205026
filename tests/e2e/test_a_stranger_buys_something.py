"""The whole path, by the browser: register, browse, buy, get the mail, see the order move."""

import time
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.journey import (
    add_to_cart,
    fill_registration,
    mails_to,
    open_product,
    place_order,
    register,
    somebody,
)
from tests.e2e.shop import Shop

GOODS = "Honey pot"


def until(condition: Callable[[], bool]) -> None:
    """Wait for what no page shows; the test's own time limit is the end of patience."""
    while not condition():
        time.sleep(0.05)


def test_a_stranger_registers_buys_gets_the_mail_and_sees_the_order_move(
    page: Page, shop: Shop
) -> None:
    person = somebody()
    left = shop.product(GOODS)["stock_quantity"]

    register(page, person)
    add_to_cart(page, GOODS)
    order_id = place_order(page)

    expect(page.get_by_text(f"Order #{order_id} is placed")).to_be_visible()
    assert shop.product(GOODS)["stock_quantity"] == left - 1
    until(lambda: len(mails_to(shop, person.email)) == 2)
    # In any order: two senders are at work.
    mails = {str(mail["Subject"]): mail for mail in mails_to(shop, person.email)}
    confirmation = mails.pop(f"Order #{order_id} Confirmed")
    (welcome,) = mails
    assert f"#{order_id}" not in welcome
    body = confirmation.get_body(("plain",))
    assert body is not None
    assert GOODS in body.get_content()

    shop.move_order(order_id, "confirmed")

    expect(page.get_by_text(f"Order #{order_id} Status: Confirmed")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Confirmed")).to_be_visible()
    until(lambda: len(mails_to(shop, person.email)) == 3)


def test_two_clicks_a_reload_and_the_way_back_make_one_order(page: Page, shop: Shop) -> None:
    person = somebody()
    left = shop.product(GOODS)["stock_quantity"]
    register(page, person)
    add_to_cart(page, GOODS)
    page.goto("/cart")
    page.get_by_role("link", name="Check out").click()

    page.get_by_role("button", name="Place the order").dblclick()
    expect(page.get_by_role("heading", name="Thank you. It is yours.")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Thank you. It is yours.")).to_be_visible()
    page.go_back()
    page.go_forward()
    page.goto("/orders")

    expect(page.get_by_role("main").get_by_role("link", name="Order #")).to_have_count(1)
    assert shop.product(GOODS)["stock_quantity"] == left - 1


def test_a_guest_fills_a_cart_registers_on_the_way_and_loses_nothing(page: Page) -> None:
    person = somebody()
    add_to_cart(page, GOODS)
    page.reload()
    page.goto("/cart")
    page.get_by_role("link", name="Check out").click()
    page.get_by_role("link", name="Create an account").click()
    fill_registration(page, person)

    expect(page.get_by_role("button", name="Place the order")).to_be_enabled()
    page.get_by_role("button", name="Place the order").click()

    expect(page.get_by_role("heading", name="Thank you. It is yours.")).to_be_visible()
    # Suggestions of the search before may wait, hidden, below the field.
    expect(page.get_by_role("main").get_by_text(GOODS).first).to_be_visible()


def test_stock_and_price_move_on_an_open_page(page: Page, shop: Shop) -> None:
    name = "Garden bucket"
    open_product(page, name)
    expect(page.get_by_text("This page is live.")).to_be_visible()

    with shop.restored(name):
        shop.set_stock(name, 2)
        expect(page.get_by_text("Only 2 left").first).to_be_visible()
        shop.set_price(name, "17.25")
        expect(page.get_by_text("$17.25").first).to_be_visible()


def test_the_last_unit_taken_meanwhile_is_said_clearly_and_nothing_is_ordered(
    page: Page, shop: Shop
) -> None:
    name = "Walnut chair"
    register(page, somebody())
    add_to_cart(page, name)
    page.goto("/cart")
    page.get_by_role("link", name="Check out").click()
    expect(page.get_by_role("button", name="Place the order")).to_be_enabled()

    with shop.restored(name):
        shop.set_stock(name, 0)

        expect(page.get_by_role("button", name="Place the order")).to_be_disabled()
        said = page.get_by_role("main").get_by_text("Someone just took the last one")
        expect(said).to_be_visible()
    page.goto("/orders")
    expect(page.get_by_text("No orders yet")).to_be_visible()


def test_a_socket_carries_nothing_of_another_shoppers_order(
    context: BrowserContext, page: Page, shop: Shop
) -> None:
    browser = context.browser
    assert browser is not None
    register(page, somebody())
    other = browser.new_context(base_url=shop.url)
    other_page = other.new_page()
    heard: list[str] = []
    other_page.on(
        "websocket",
        lambda socket: socket.on("framereceived", lambda frame: heard.append(str(frame))),
    )
    register(other_page, somebody())
    expect(other_page.get_by_role("button", name="Your account")).to_be_visible()

    add_to_cart(page, GOODS)
    order_id = place_order(page)
    shop.move_order(order_id, "confirmed")
    expect(page.get_by_text(f"Order #{order_id} Status: Confirmed")).to_be_visible()

    assert heard != []
    assert [frame for frame in heard if f"Order #{order_id}" in frame] == []
    other.close()


def test_staff_moves_an_order_on_in_the_console(
    page: Page, context: BrowserContext, shop: Shop
) -> None:
    register(page, somebody())
    add_to_cart(page, GOODS)
    order_id = place_order(page)
    browser = context.browser
    assert browser is not None
    office = browser.new_context(base_url=shop.url)
    desk = office.new_page()
    desk.goto("/login?next=/staff/orders")
    desk.get_by_role("button", name="Staff").click()
    row = desk.get_by_role("row").filter(has_text=f"#{order_id}")

    row.get_by_role("button", name="Confirm").click()
    desk.get_by_role("button", name="Confirm", exact=True).last.click()

    expect(row.get_by_text("Confirmed")).to_be_visible()
    expect(page.get_by_text(f"Order #{order_id} Status: Confirmed")).to_be_visible()
    office.close()
