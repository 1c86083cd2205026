"""Two browsers: what the staff changes in one moves on every page that is open in the other."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from backend_services.shared.ids import new_id
from tests.e2e.journey import add_to_cart, register, somebody
from tests.e2e.shop import Shop


@pytest.fixture
def goods(shop: Shop) -> str:
    """A product of this test's own."""
    name = f"Jar {new_id().hex[-12:].upper()}"
    body = {"name": name, "sku": name.upper().replace(" ", "-"), "price": "9.00"}
    stocked = {**body, "stock_quantity": 40, "category": "Kitchen"}
    shop.call("/products", stocked, method="POST", token=shop.staff_token())
    return name


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
