"""Lines of docs/checklist.md that no other browser test holds."""

import re
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, Response, expect

from backend_services.shared.ids import new_id
from tests.e2e.conftest import PATIENCE, chromium_path
from tests.e2e.journey import PASSWORD, add_to_cart, place_order, register, somebody
from tests.e2e.shop import Shop
from tools.chromium import LAUNCH_FLAGS

HEAVIEST = 200_000  # bytes of one picture
GOODS = "Honey pot"
FORMS = ("/register", "/login", "/forgot-password", "/reset-password?token=none")
IN_SIGHT_LATER = "(img) => img.getBoundingClientRect().top > 2 * innerHeight"
LONG_MOTIONS = """() => document.getAnimations()
  .filter((one) => one.effect.getComputedTiming().duration > 1).length"""
IS_PASTED_INTO = """(field) => field.dispatchEvent(
  new ClipboardEvent("paste", { bubbles: true, cancelable: true }))"""


def test_each_picture_has_its_size_and_those_far_below_come_later(page: Page) -> None:
    page.goto("/products")
    expect(page.get_by_role("button", name="Show more")).to_be_visible()

    pictures = page.get_by_role("main").locator("img").all()
    sizes = [(one.get_attribute("width"), one.get_attribute("height")) for one in pictures]
    far = [one for one in pictures if one.evaluate(IN_SIGHT_LATER)]

    assert len(pictures) == 24
    assert all(width and height for width, height in sizes)
    assert far != []
    assert {one.get_attribute("loading") for one in far} == {"lazy"}


def a_photo() -> FilePayload:
    file = BytesIO()
    Image.effect_noise((1600, 1200), 5).convert("RGB").save(file, "JPEG")
    return {"name": "pot.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


@pytest.fixture
def pictured(shop: Shop, context: BrowserContext) -> Iterator[int]:
    """A product with a photo of its own; gone after the test."""
    token, sku = shop.staff_token(), f"TEST-{new_id().hex[-12:].upper()}"
    body = {"name": f"Pot {sku}", "sku": sku, "price": "9.00", "stock_quantity": 5}
    product_id = shop.call("/products", body, method="POST", token=token)["id"]
    answer = context.request.post(
        f"{shop.api}/products/{product_id}/pictures",
        headers={"Authorization": f"Bearer {token}"},
        multipart={"file": a_photo(), "alt": "A pot"},
    )
    assert answer.ok
    yield product_id
    context.request.delete(
        f"{shop.api}/products/{product_id}", headers={"Authorization": f"Bearer {token}"}
    )


def test_a_photo_comes_in_the_size_that_fits_and_no_picture_is_heavy(
    page: Page, pictured: int
) -> None:
    weights: dict[str, int] = {}

    def weigh(answer: Response) -> None:
        if answer.request.resource_type == "image":
            weights[answer.url] = len(answer.body())

    page.on("response", weigh)
    photo = page.get_by_role("article").get_by_role("img", name="A pot").first
    seen: list[str] = []
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"/products/{pictured}")
        expect(photo).to_have_attribute("srcset", re.compile(r" 320w, .* 640w, .* 1280w$"))
        expect(photo).to_have_js_property("complete", value=True)
        seen.append(photo.evaluate("(img) => img.currentSrc"))
    page.goto("/products")
    expect(page.get_by_role("button", name="Show more")).to_be_visible()
    page.wait_for_load_state("networkidle")

    assert len(set(seen)) == 2
    assert len(weights) > 10
    assert {url: weight for url, weight in weights.items() if weight > HEAVIEST} == {}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("hedphones", "Studio headphones"),
        ("teapots", "Stoneware teapot"),
        ("stp-014", "Stoneware teapot"),
    ],
)
def test_typos_plurals_and_skus_find_what_is_meant(page: Page, words: str, found: str) -> None:
    page.goto("/")
    page.get_by_role("combobox", name="Search the shop").fill(words)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text(words)
    expect(page.get_by_role("list", name="Products").get_by_role("link").first).to_have_text(found)


def test_suggestions_are_walked_through_with_the_focus_in_the_field(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    field = page.get_by_role("combobox", name="Search the shop")
    field.press_sequentially("teapo")
    options = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    expect(options.first).to_contain_text("Stoneware teapot")

    field.press("Escape")
    expect(options).to_have_count(0)
    expect(field).to_have_value("teapo")
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute(
        "aria-activedescendant", options.first.get_attribute("id") or "none"
    )
    expect(field).to_be_focused()
    field.press("Enter")

    expect(page.get_by_role("heading", level=1, name="Stoneware teapot")).to_be_visible()


def test_a_list_grows_by_a_button_and_not_by_scrolling(page: Page, shop: Shop) -> None:
    total = shop.call("/products?limit=1")["total"]
    page.goto("/products")
    shown = page.get_by_role("list", name="Products").get_by_role("listitem")
    expect(page.get_by_text(f"24 of {total}")).to_be_visible()

    page.keyboard.press("End")
    expect(page.get_by_role("navigation", name="Footer")).to_be_in_viewport()
    expect(shown).to_have_count(24)

    page.get_by_role("button", name="Show more").click()
    expect(page.get_by_text(f"48 of {total}")).to_be_visible()


@pytest.mark.parametrize(
    ("goods", "words"),
    [
        ("Studio headphones", "In stock"),
        ("Rangefinder camera", "Only 1 left"),
        ("Film projector", "Sold out"),
    ],
)
def test_stock_is_told_in_words(page: Page, shop: Shop, goods: str, words: str) -> None:
    page.goto(f"/products/{shop.product(goods)['id']}")

    expect(page.get_by_role("article").get_by_text(words, exact=True).first).to_be_visible()


def test_forms_are_short_and_each_field_says_what_it_wants(page: Page) -> None:
    for path in FORMS:
        page.goto(path)
        fields = page.get_by_role("main").locator("input:visible")
        expect(fields.first).to_be_editable()
        for field in fields.all():
            assert field.evaluate("(it) => it.labels.length") == 1, path
            assert field.get_attribute("autocomplete") in {
                "email",
                "username",
                "nickname",
                "new-password",
                "current-password",
            }
            assert field.get_attribute("type") in {"email", "text", "password"}  # no telephone
        assert fields.count() <= 3


def test_a_password_may_be_pasted(page: Page) -> None:
    page.goto("/login")
    password = page.get_by_label("Password", exact=True)
    expect(password).to_be_editable()

    assert password.evaluate(IS_PASTED_INTO)  # nobody prevented it


def test_a_field_says_what_is_wrong_when_it_is_left(page: Page) -> None:
    page.goto("/register")
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    email = page.get_by_label("Email address")
    email.fill("ann")
    email.press("Tab")

    expect(email).to_have_accessible_description("This does not look like an email address.")
    expect(email).to_have_attribute("aria-invalid", "true")
    email.fill(somebody().email)
    email.press("Tab")
    expect(email).to_have_attribute("aria-invalid", "false")


def test_a_refused_form_leads_to_its_first_wrong_field_and_loses_nothing(
    page: Page, shop: Shop
) -> None:
    known = somebody()
    body = {"email": known.email, "username": known.name, "password": PASSWORD}
    shop.call("/users/register", body, method="POST")
    page.goto("/register")
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    email = page.get_by_label("Email address")
    name = page.get_by_label("What shall we call you?")
    password = page.get_by_label("Password", exact=True)
    email.fill(known.email)
    name.fill(somebody().name)
    password.fill("short")
    page.get_by_role("button", name="Create the account").click()

    expect(password).to_be_focused()
    expect(page.locator("#password-error")).to_have_text(re.compile("Use 8 to 72 characters"))
    password.fill(PASSWORD)
    password.press("Enter")

    expect(email).to_be_focused()
    expect(page.locator("#email-error")).to_have_text(re.compile("already in use"))
    expect(email).to_have_value(known.email)
    expect(name).not_to_have_value("")
    expect(password).to_have_value(PASSWORD)


def test_what_is_wrong_stands_at_its_field_takes_the_focus_and_stays_typed(page: Page) -> None:
    page.goto("/products")
    expect(page.get_by_role("button", name="Show more")).to_be_visible()
    page.get_by_text("Price", exact=True).first.click()
    lowest = page.get_by_label("From")
    lowest.fill("a lot")
    lowest.press("Enter")

    expect(page.get_by_text("Write a price in figures, like 20 or 9.50.")).to_be_visible()
    expect(lowest).to_be_focused()
    expect(lowest).to_have_value("a lot")


def test_a_guests_cart_is_there_after_the_browser_was_closed(
    browser: Browser, shop: Shop, tmp_path: Path
) -> None:
    def opened() -> BrowserContext:
        return browser.browser_type.launch_persistent_context(
            tmp_path, executable_path=chromium_path(), args=list(LAUNCH_FLAGS), base_url=shop.url
        )

    first = opened()
    add_to_cart(first.pages[0], GOODS)
    first.close()  # and with it whatever cookie was only for as long

    second = opened()
    page = second.pages[0]
    page.goto("/cart")
    expect(page.get_by_role("main").get_by_role("link", name=GOODS)).to_be_visible()
    second.close()


def test_what_would_need_the_shop_says_so_while_the_line_is_down(context: BrowserContext) -> None:
    page = context.new_page()  # its console may note that nobody answers
    register(page, somebody())
    add_to_cart(page, GOODS)
    page.keyboard.press("Escape")
    add = page.get_by_role("button", name="Add to cart")
    more = page.get_by_role("button", name="One more")
    order = context.new_page()
    order.goto("/checkout")
    place = order.get_by_role("button", name="Place the order")
    expect(place).to_be_enabled()

    context.set_offline(True)
    for button in (add, place):
        expect(button).to_contain_text("Reconnecting…")
        expect(button).to_have_attribute("aria-disabled", "true")
    banner = page.get_by_text("Reconnecting… What you see may be a moment old.")
    expect(banner).to_be_visible()
    expect(more).to_have_accessible_name(re.compile("^Reconnecting…"))
    expect(more).to_be_disabled()
    for button in (add, more, place):
        button.click(force=True)  # nothing of it waits for the line
    context.set_offline(False)

    for button, words in ((add, "Add to cart"), (place, "Place the order")):
        expect(button).to_have_text(words)
        expect(button).to_be_enabled()
    expect(more).to_be_enabled()
    expect(banner).to_have_count(0)
    expect(page.get_by_role("group", name="Quantity of").get_by_text("1")).to_be_visible()
    expect(page.get_by_role("link", name="Cart 1 item")).to_be_visible()
    place.click()
    expect(order.get_by_role("heading", name="Thank you. It is yours.")).to_be_visible()


def test_times_are_told_by_the_clock_of_whoever_reads_them(browser: Browser, shop: Shop) -> None:
    context = browser.new_context(base_url=shop.url, timezone_id="Asia/Tokyo")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    register(page, somebody())
    add_to_cart(page, GOODS)
    order_id = place_order(page)
    page.goto("/orders")
    placed = page.get_by_role("link", name=f"Order #{order_id}").locator("time")

    expect(placed).to_have_attribute("datetime", re.compile(r"T[\d:]+Z$"))
    at = datetime.fromisoformat(placed.get_attribute("datetime") or "")
    in_tokyo = at.astimezone(ZoneInfo("Asia/Tokyo"))
    expect(placed).to_have_text(f"{in_tokyo.day} {in_tokyo:%B, %H:%M}")
    expect(placed).to_have_attribute("title", re.compile(r"GMT\+9"))
    context.close()


def test_who_wants_less_motion_sees_none(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    for path in ("/", "/products", "/products/1"):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.locator(".skeleton")).to_have_count(0)
        expect(page.get_by_text(re.compile("live", re.IGNORECASE)).first).to_be_visible()

        assert page.evaluate(LONG_MOTIONS) == 0
