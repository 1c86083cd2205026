"""The console's orders and products, by the browser."""

import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, FilePayload, Page, expect

from backend_services.shared.ids import new_id
from tests.e2e.journey import add_to_cart, place_order, register, somebody
from tests.e2e.shop import Shop

GOODS = "Stoneware teapot"


@pytest.fixture
def desk(page: Page) -> Page:
    page.goto("/login?next=/staff/orders")
    page.get_by_role("button", name="Staff").click()
    expect(page.get_by_role("heading", level=1, name="Orders")).to_be_visible()
    return page


@pytest.fixture
def order_id(context: BrowserContext, shop: Shop) -> Iterator[int]:
    """Placed by somebody elsewhere."""
    browser = context.browser
    assert browser is not None
    home = browser.new_context(base_url=shop.url)
    buyer = home.new_page()
    register(buyer, somebody())
    add_to_cart(buyer, GOODS)
    yield place_order(buyer)
    home.close()


def put_on_the_shelf(shop: Shop) -> str:
    """A product of this test's own; its SKU."""
    sku = f"TEST-{new_id().hex[-12:].upper()}"
    body = {"name": f"Pot {sku}", "sku": sku, "price": "9.00", "stock_quantity": 5}
    shop.call("/products", body, method="POST", token=shop.staff_token())
    return sku


def a_picture() -> FilePayload:
    file = BytesIO()
    Image.new("RGB", (640, 640), "teal").save(file, "PNG")
    return {"name": "pot.png", "mimeType": "image/png", "buffer": file.getvalue()}


def test_an_order_is_confirmed_shipped_and_packed(desk: Page, order_id: int) -> None:
    desk.get_by_label("Number, address, product or SKU").fill(f"#{order_id}")
    desk.get_by_role("button", name="Show", exact=True).click()
    expect(desk).to_have_url(re.compile("q="))
    desk.get_by_role("link", name=f"#{order_id}", exact=True).click()
    expect(desk.get_by_role("heading", level=1, name=f"Order #{order_id}")).to_be_visible()

    desk.get_by_role("button", name="Confirm", exact=True).click()
    question = desk.get_by_role("form", name="Confirm the step")
    question.get_by_role("button", name="Confirm", exact=True).click()
    desk.get_by_role("button", name="Ship", exact=True).click()
    question.get_by_label("Carrier").fill("DHL")
    question.get_by_label("Tracking number").fill("00340434161094")
    question.get_by_role("button", name="Ship", exact=True).click()

    expect(desk.get_by_text("DHL 00340434161094")).to_be_visible()
    desk.get_by_role("link", name="Packing slip").click()
    slip = desk.get_by_role("region", name="What goes into the box")
    expect(slip.get_by_text(GOODS)).to_be_visible()


def test_an_order_is_cancelled_with_a_reason(desk: Page, order_id: int) -> None:
    desk.goto(f"/staff/orders?q=%23{order_id}")
    box = desk.get_by_label(f"Pick order #{order_id}")
    box.click()
    expect(box).to_be_checked()
    desk.get_by_role("group", name="With the picked orders").get_by_role(
        "button", name="Cancel"
    ).click()
    question = desk.get_by_role("form", name="Confirm the step")
    question.get_by_label("Reason, for the customer to read").fill("The kiln broke.")
    question.get_by_role("button", name="Cancel").click()

    row = desk.get_by_role("row").filter(has_text=f"#{order_id}")
    expect(row.get_by_text("Cancelled")).to_be_visible()
    desk.goto(f"/staff/orders/{order_id}")
    expect(desk.get_by_text("The kiln broke.")).to_be_visible()


def test_a_price_is_changed_in_the_table_and_a_conflict_is_shown(desk: Page, shop: Shop) -> None:
    sku = put_on_the_shelf(shop)
    desk.goto(f"/staff/products?q={sku}")
    row = desk.get_by_role("row").filter(has_text=sku)
    price = row.get_by_label(f"Price of Pot {sku}")
    price.fill("8.00")
    row.get_by_role("button", name="Save").click()
    expect(desk.get_by_text(f"Pot {sku} is saved.")).to_be_visible()

    shop.set_price(f"Pot {sku}", "7.00")
    price.fill("6.00")
    row.get_by_role("button", name="Save").click()

    expect(row.get_by_text("Somebody changed this meanwhile: it costs $7.00")).to_be_visible()
    expect(price).to_have_value("7.00")
    assert shop.product(f"Pot {sku}")["price"] == "7.00"


def test_a_product_is_made_pictured_counted_and_taken_out(desk: Page) -> None:
    sku = f"TEST-{new_id().hex[-12:].upper()}"
    desk.goto("/staff/products/new")
    desk.get_by_label("Name", exact=True).fill(f"Pot {sku}")
    desk.get_by_label("SKU").fill(sku)
    desk.get_by_label("Price", exact=True).fill("9.00")
    desk.get_by_label("Units in stock").fill("5")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.get_by_role("heading", name="Pictures")).to_be_visible()

    desk.locator("input[type=file]").set_input_files(a_picture())
    expect(desk.get_by_label("What it shows")).to_have_value(f"Pot {sku}")
    desk.get_by_label("Units, like 5 or -2").fill("-2")
    desk.get_by_label("Why").fill("Two broke")
    desk.get_by_role("button", name="Change the stock").click()
    expect(desk.get_by_text("Two broke")).to_be_visible()
    desk.get_by_role("button", name="Take out of the shop").click()
    question = desk.get_by_role("group", name="Confirm taking it out")
    question.get_by_role("button", name="Take out").click()

    expect(desk.get_by_role("button", name="Put back into the shop")).to_be_visible()
