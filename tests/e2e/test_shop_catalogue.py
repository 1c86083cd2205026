"""Finding something: filters in the address, the way back, a head that tells the truth."""

import re
import urllib.request
from urllib.error import HTTPError

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.shop import Shop


def goods(page: Page) -> int:
    return page.get_by_role("list", name="Products").get_by_role("listitem").count()


def read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - our own address
        return answer.read().decode()


def test_filters_stand_in_the_address_and_come_off_one_by_one(page: Page) -> None:
    page.goto("/products")
    page.get_by_role("button", name=re.compile("^Kitchen")).click()
    expect(page).to_have_url(re.compile(r"/products/?\?category=Kitchen$"))
    expect(page.get_by_role("button", name=re.compile("^Kitchen"))).to_have_attribute(
        "aria-pressed", "true"
    )
    page.get_by_text("Price", exact=True).click()
    page.get_by_label("To", exact=True).fill("30")
    page.get_by_role("button", name="Show these").click()
    expect(page).to_have_url(re.compile(r"category=Kitchen&max_price=30$"))
    tags = page.get_by_role("list", name="Filters that are on")
    expect(tags.get_by_role("link", name="Up to $30")).to_be_visible()

    page.reload()
    expect(tags.get_by_role("link", name="Kitchen")).to_be_visible()
    tags.get_by_role("link", name="Kitchen").click()
    expect(page).to_have_url(re.compile(r"\?max_price=30$"))
    page.go_back()
    expect(tags.get_by_role("link", name="Kitchen")).to_be_visible()
    tags.get_by_role("link", name="Clear all").click()

    expect(page).to_have_url(re.compile(r"/products/?$"))
    expect(tags).to_have_count(0)


def test_who_comes_back_finds_the_list_where_it_was_left(page: Page) -> None:
    page.goto("/products")
    page.get_by_role("button", name="Show more").click()
    expect(page.get_by_text(re.compile(r"^48 of \d+$"))).to_be_visible()
    expect(page).to_have_url(re.compile(r"show=48"))
    card = page.get_by_role("list", name="Products").get_by_role("listitem").nth(40)
    name = card.get_by_role("heading").inner_text()
    card.scroll_into_view_if_needed()
    before = page.evaluate("window.scrollY")
    assert before > 500

    card.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
    page.go_back()

    expect(page.get_by_text(re.compile(r"^48 of \d+$"))).to_be_visible()
    expect(card.get_by_role("heading")).to_be_in_viewport()
    page.reload()
    expect(page.get_by_text(re.compile(r"^48 of \d+$"))).to_be_visible()


def test_finding_nothing_is_no_dead_end(page: Page) -> None:
    page.goto("/")
    page.get_by_role("combobox", name="Search the shop").fill("nothing-of-the-kind")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Nothing like that in the window")).to_be_visible()
    expect(page.get_by_role("combobox", name="Search the shop")).to_have_value(
        "nothing-of-the-kind"
    )
    perhaps = page.get_by_role("list", name="Perhaps one of these").get_by_role("link")
    expect(perhaps).to_have_count(4)
    expect(page.locator(".skeleton")).to_have_count(0)  # nothing more is to come


def test_the_first_html_of_a_product_says_what_it_is(shop: Shop) -> None:
    product = shop.product("Stoneware teapot")

    html = read(f"{shop.url}/products/{product['id']}")

    assert "<title" in html
    assert "Stoneware teapot · Vitrine" in html
    assert f'"price": "{product["price"]}"' in html
    assert f'rel="canonical" href="{shop.url}/products/{product["id"]}"' in html


@pytest.mark.parametrize("path", ["/products/999999", "/products/tea", "/nowhere"])
def test_what_is_not_there_is_not_found(shop: Shop, path: str) -> None:
    with pytest.raises(HTTPError, match="404"):
        read(f"{shop.url}{path}")


def test_the_sitemap_lists_every_product_on_sale(shop: Shop) -> None:
    total = shop.call("/products?is_active=true&limit=1")["total"]

    found = re.findall(
        rf"<loc>{re.escape(shop.url)}/products/\d+</loc>", read(f"{shop.url}/sitemap.xml")
    )

    assert len(set(found)) == len(found) == total
    assert f"Sitemap: {shop.url}/sitemap.xml" in read(f"{shop.url}/robots.txt")


def test_what_the_first_page_said_of_itself_does_not_stick_to_the_next(
    page: Page, shop: Shop
) -> None:
    product = shop.product("Stoneware teapot")
    page.goto(f"/products/{product['id']}")
    expect(page).to_have_title("Stoneware teapot · Vitrine")
    expect(page.locator("link[rel=canonical]")).to_have_count(1)

    page.get_by_role("navigation", name="Main").get_by_role("link", name="Shop").click()

    expect(page).to_have_title("All products · Vitrine")
    expect(page.locator("link[rel=canonical]")).to_have_count(0)
    expect(page.locator("script[type='application/ld+json']")).to_have_count(0)
    expect(page.get_by_role("list", name="Products").get_by_role("listitem")).not_to_have_count(0)


def test_what_is_typed_while_a_page_wakes_up_is_searched_for(page: Page) -> None:
    """Not what the visitor searched for before: that is still in the state."""
    for name in ("Honey pot", "Garden bucket", "Honey pot", "Stoneware teapot") * 2:
        page.goto("/products")
        field = page.get_by_role("combobox", name="Search the shop")
        field.fill(name)
        field.press("Enter")
        first, last = name.split()
        expect(page).to_have_url(re.compile(rf"/products/?\?q={first}(%20|\+){last}$"))


def test_another_page_suggests_nothing_of_an_earlier_search(page: Page) -> None:
    page.goto("/products")
    field = page.get_by_role("combobox", name="Search the shop")
    field.press_sequentially("teapot")
    expect(field).to_have_attribute("aria-expanded", "true")
    page.goto("/")
    expect(page.locator("[data-first-html]")).to_have_count(0)
    expect(page.locator("[role=option]")).to_have_count(0)  # no hidden ones either

    field.press("ArrowDown")

    expect(field).to_have_attribute("aria-expanded", "false")
