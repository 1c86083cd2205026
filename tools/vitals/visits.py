"""Which pages are measured, and what a shopper does on each."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Page, expect


def _nothing(_: Page) -> None:
    pass


def _search(page: Page) -> None:
    page.get_by_role("combobox", name="Search the shop").press_sequentially("tea", delay=60)


def _narrow_down(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Kitchen")).click()
    expect(page.get_by_role("list", name="Filters that are on")).to_be_visible()


def _put_into_cart(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^One more")).click()
    page.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_role("dialog", name="In your cart")).to_be_visible()


def _one_more(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^One more")).first.click()


def _choose_status(page: Page) -> None:
    page.get_by_role("link", name="Delivered").first.click()
    expect(page).to_have_url(re.compile("status=delivered"))


def _type_address(page: Page) -> None:
    page.get_by_label("Email address").press_sequentially("me@example.com", delay=60)


@dataclass(frozen=True, kw_only=True)
class Visit:
    name: str
    path: str
    act: Callable[[Page], None] = _nothing
    has_cart: bool = False
    is_member: bool = False  # signed in, as the demo shopper


VISITS: Final = (
    Visit(name="home", path="/", act=_search),
    Visit(name="catalogue", path="/products", act=_narrow_down),
    Visit(name="product", path="{product}", act=_put_into_cart),
    Visit(name="cart", path="/cart", act=_one_more, has_cart=True),
    Visit(name="check-out", path="/checkout", has_cart=True),
    Visit(name="review", path="/checkout", has_cart=True, is_member=True),
    Visit(name="orders", path="/orders", act=_choose_status, is_member=True),
    Visit(name="order", path="{order}", is_member=True),
    Visit(name="account", path="/account", is_member=True),
    Visit(name="sign in", path="/login", act=_type_address),
    Visit(name="register", path="/register", act=_type_address),
    Visit(name="forgotten", path="/forgot-password", act=_type_address),
    Visit(name="reset", path="/reset-password?token=none"),
    Visit(name="verify", path="/verify-email?token=none"),
    Visit(name="nothing", path="/products?q=nothing-of-the-kind"),
    Visit(name="not here", path="/nowhere"),
)


def prepare(page: Page, visit: Visit) -> str:
    """Do what comes before the visit, and answer its whole address."""
    places: dict[str, str] = {}
    if visit.is_member:
        page.goto("/login")
        page.get_by_role("button", name="Shopper").click()
        expect(page.get_by_role("button", name="Your account")).to_be_visible()
    if visit.has_cart or "{product}" in visit.path:
        places["product"] = _first_link(page, "/products?in_stock=1", to="/products/")
    if visit.has_cart:
        page.goto(places["product"])
        page.get_by_role("button", name="Add to cart").click()
        expect(page.get_by_role("dialog", name="In your cart")).to_be_visible()
    if "{order}" in visit.path:
        places["order"] = _first_link(page, "/orders", to="/orders/")
    return visit.path.format_map(places)


def _first_link(page: Page, path: str, *, to: str) -> str:
    """The address of the first such link in the page itself."""
    page.goto(path)
    address = page.get_by_role("main").locator(f"a[href^='{to}']").first.get_attribute("href")
    assert address is not None
    return address
