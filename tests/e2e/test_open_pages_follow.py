"""Two browsers: what the staff changes in one moves on every page that is open in the other."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from backend_services.shared.ids import new_id
from tests.e2e.journey import add_to_cart, open_product, place_order, register, somebody
from tests.e2e.shop import Shop


@pytest.fixture
def goods(shop: Shop) -> Iterator[str]:
    """A product of this test's own, off the shelf when it is over."""
    name = f"Jar {new_id().hex[-12:].upper()}"
    body = {"name": name, "sku": name.upper().replace(" ", "-"), "price": "9.00"}
    stocked = {**body, "stock_quantity": 40, "category": "Kitchen"}
    token = shop.staff_token()
    product_id = shop.call("/products", stocked, method="POST", token=token)["id"]
    yield name
    shop.call(f"/products/{product_id}", {"is_active": False}, method="PATCH", token=token)


@pytest.fixture
def desk(context: BrowserContext, shop: Shop) -> Iterator[Page]:
    """The other browser: the staff console."""
    assert context.browser is not None
    office = context.browser.new_context(base_url=shop.url)
    desk = office.new_page()
    desk.goto("/login?next=/staff/products")
    desk.get_by_role("button", name="Staff").click()
    expect(desk.get_by_role("heading", level=1, name="Products")).to_be_visible()
    yield desk
    office.close()


def change(desk: Page, goods: str, *, price: str, stock: str) -> None:
    desk.goto(f"/staff/products?q={goods.upper().replace(' ', '-')}")
    row = desk.get_by_role("row").filter(has_text=goods)
    row.get_by_label(f"Price of {goods}").fill(price)
    row.get_by_label(f"Stock of {goods}").fill(stock)
    row.get_by_role("button", name="Save").click()
    expect(desk.get_by_text(f"{goods} is saved.")).to_be_visible()


def said(page: Page, words: str) -> Locator:
    """What a screen reader is told without being asked."""
    return page.locator("[aria-live=polite]").filter(has_text=words)


def test_price_and_stock_move_on_the_product_the_list_the_cart_and_the_checkout(
    page: Page, context: BrowserContext, desk: Page, goods: str
) -> None:
    register(page, somebody())
    add_to_cart(page, goods)
    page.get_by_role("button", name="Close the cart").click()
    catalogue, cart, checkout = (context.new_page() for _ in range(3))
    catalogue.goto(f"/products?q={goods.replace(' ', '+')}")
    cart.goto("/cart")
    checkout.goto("/checkout")
    expect(catalogue.get_by_role("main").get_by_text("$9.00").first).to_be_visible()
    expect(cart.get_by_role("main").get_by_text("$9.00").first).to_be_visible()
    expect(checkout.get_by_role("button", name="Place the order")).to_be_enabled()

    change(desk, goods, price="7.50", stock="3")

    expect(page.get_by_text("Only 3 left").first).to_be_visible()
    expect(page.get_by_text("$7.50").first).to_be_visible()
    expect(said(page, "$9.00 → $7.50, just now")).to_have_count(1)
    card = catalogue.get_by_role("listitem").filter(has_text=goods)
    expect(card.get_by_text("$7.50")).to_be_visible()
    expect(card.get_by_text("Only 3 left")).to_be_visible()
    expect(said(catalogue, f"{goods}: $7.50, only 3 left.")).to_have_count(1)
    for open_page in (cart, checkout):
        expect(open_page.get_by_role("main").get_by_text("$7.50").first).to_be_visible()
        expect(said(open_page, "The sum is $7.50 now.")).to_have_count(1)


def test_what_happened_while_the_line_was_down_is_told_after(
    page: Page, context: BrowserContext, shop: Shop, goods: str
) -> None:
    register(page, somebody())
    add_to_cart(page, goods)
    order_id = place_order(page)
    product = context.new_page()
    open_product(product, goods)
    expect(product.get_by_text("This page is live.")).to_be_visible()
    token, product_id = shop.staff_token(), shop.product(goods)["id"]
    behind = {name: shop.behind_the_gateway(name) for name in ("products", "orders")}
    reconnecting = re.compile("Reconnecting…")

    with shop.without_gateway():
        expect(product.get_by_text(reconnecting).first).to_be_visible()
        expect(page.get_by_text(reconnecting).first).to_be_visible()
        behind["products"].call(
            f"/api/v1/products/{product_id}/stock",
            {"stock_quantity": 2},
            method="PATCH",
            token=token,
        )
        behind["orders"].call(
            f"/api/v1/orders/{order_id}/status",
            {"status": "confirmed"},
            method="PATCH",
            token=token,
        )

    expect(product.get_by_text("Only 2 left").first).to_be_visible()
    expect(page.get_by_text(f"Order #{order_id} Status: Confirmed")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Confirmed")).to_be_visible()
    expect(product.get_by_text(reconnecting)).to_have_count(0)
