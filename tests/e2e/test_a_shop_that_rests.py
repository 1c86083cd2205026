"""There is no gateway: what can be read stays, a sentence says why, and it comes back."""

from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.axe import violations_day_and_night
from tests.e2e.journey import add_to_cart
from tests.e2e.shop import Shop

SORRY = "The shop can't be reached just now. Please try again in a moment."
GOODS = "Day backpack"
LONG = 60_000  # milliseconds; a page asks several times before it gives up


def names_on(page: Page) -> list[str]:
    return page.get_by_role("list", name="Products").get_by_role("heading").all_inner_texts()


def a_list_that_was_read(context: BrowserContext) -> tuple[Page, list[str]]:
    page = context.new_page()
    page.goto("/products?category=Outdoors")
    expect(page.locator("[data-first-html]")).to_have_count(0)
    names = names_on(page)
    assert names
    return page, names


def test_pages_stay_readable_say_so_and_come_back(
    shop: Shop, page: Page, context: BrowserContext
) -> None:
    add_to_cart(page, GOODS)
    page.keyboard.press("Escape")
    # Their consoles may note that the answer was 503.
    category, goods, order = (context.new_page() for _ in range(3))
    seen, names = a_list_that_was_read(context)
    with shop.without_gateway():
        seen.reload()
        page.get_by_role("button", name="Add to cart").click()
        for lost, path in ((category, "/products?category=Kitchen"), (goods, "/products/1")):
            answer = lost.goto(path)
            assert answer is not None
            assert answer.status == 503
            expect(lost.get_by_role("heading", name="The shop is resting")).to_be_visible()
            expect(lost.get_by_text(SORRY)).to_be_visible()
        order.goto("/checkout")

        expect(page.get_by_role("alert").get_by_text(SORRY)).to_be_visible()
        expect(page.get_by_role("heading", level=1, name=GOODS)).to_be_visible()
        expect(page.get_by_role("article").get_by_text("$84.50")).to_be_visible()
        for lost in (category, goods, order):  # a cart that nobody can fetch is no empty one
            expect(lost.get_by_role("button", name="Try again")).to_be_visible(timeout=LONG)
            expect(lost.get_by_role("heading", level=1)).to_have_count(1)
            assert violations_day_and_night(lost) == []
        expect(seen.get_by_role("alert").get_by_text(SORRY)).to_be_visible(timeout=LONG)
        assert names_on(seen) == names

    for lost in (category, goods, order, seen):
        lost.get_by_role("button", name="Try again").click()
        expect(lost.get_by_text("The shop is resting")).to_have_count(0)
        # A closed drawer asks for itself when it is opened.
        expect(lost.get_by_text(SORRY).filter(visible=True)).to_have_count(0)
    expect(category.get_by_role("list", name="Products").get_by_role("listitem")).not_to_have_count(
        0
    )
    expect(order.get_by_text(GOODS)).to_be_visible()
    page.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_role("dialog", name="In your cart")).to_be_visible()
