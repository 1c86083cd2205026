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


@dataclass(frozen=True, kw_only=True)
class Visit:
    name: str
    path: str
    act: Callable[[Page], None] = _nothing
    has_cart: bool = False


VISITS: Final = (
    Visit(name="home", path="/", act=_search),
    Visit(name="catalogue", path="/products", act=_narrow_down),
    Visit(name="product", path="{product}", act=_put_into_cart),
    Visit(name="cart", path="/cart", act=_one_more, has_cart=True),
    Visit(name="check-out", path="/checkout", has_cart=True),
    Visit(name="sign in", path="/login"),
)


def put_something_into(page: Page, *, is_wanted: bool) -> str:
    """Answer the address of a product, which is in the cart when that is wanted."""
    page.goto("/products?in_stock=1")
    link = page.get_by_role("list", name="Products").get_by_role("link").first
    address = link.get_attribute("href")
    assert address is not None
    if is_wanted:
        page.goto(address)
        page.get_by_role("button", name="Add to cart").click()
        expect(page.get_by_role("dialog", name="In your cart")).to_be_visible()
    return address
