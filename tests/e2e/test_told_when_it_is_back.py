"""Somebody waits for what is sold out; the staff fill the shelf; page, toast and mail say so."""

import re
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from urllib.error import HTTPError

import pytest
from playwright.sync_api import Page, expect

from backend_services.shared.ids import new_id
from tests.e2e.axe import violations_day_and_night
from tests.e2e.journey import Person, mails_to, register, somebody
from tests.e2e.shop import Shop

TELL_ME = "Tell me when it is back"
STOP = "Stop waiting for it"
WE_WILL = "We will write to you when it is back."


def until(condition: Callable[[], bool]) -> None:
    """Wait for what no page shows; the test's own time limit is the end of patience."""
    while not condition():
        time.sleep(0.05)


@pytest.fixture
def sold_out(shop: Shop) -> Iterator[tuple[int, str]]:
    """A product of this test's own, off the shelf when it is over."""
    name = f"Vase {new_id().hex[-12:].upper()}"
    body = {"name": name, "sku": name.upper().replace(" ", "-"), "price": "9.00"}
    token = shop.staff_token()
    empty = {**body, "stock_quantity": 0, "category": "Home"}
    product_id = shop.call("/products", empty, method="POST", token=token)["id"]
    until(lambda: _is_known_to_be_out(shop, product_id))
    yield product_id, name
    shop.call(f"/products/{product_id}", {"is_active": False}, method="PATCH", token=token)


def test_who_asked_is_told_by_page_toast_and_one_mail(
    page: Page, shop: Shop, sold_out: tuple[int, str]
) -> None:
    (product_id, name), person = sold_out, somebody()
    address = f"/products/{product_id}"
    page.goto(address)
    page.get_by_role("link", name="Sign in to be told when it is back").click()
    expect(page).to_have_url(re.compile(rf"/login/?\?next={address}"))
    register(page, person, at=f"/register?next={address}")

    page.get_by_role("button", name=TELL_ME).click()
    expect(page.get_by_text(WE_WILL)).to_be_visible()
    expect(page.get_by_role("button", name=STOP)).to_be_focused()
    page.get_by_role("button", name=STOP).click()
    page.get_by_role("button", name=TELL_ME).click()
    expect(page.get_by_text(WE_WILL)).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name=STOP)).to_be_visible()
    assert violations_day_and_night(page) == []

    shop.set_stock(name, 4)

    expect(page.get_by_role("button", name="Add to cart")).to_be_enabled()
    for words in (TELL_ME, STOP):
        expect(page.get_by_role("button", name=words)).to_have_count(0)
    expect(page.get_by_text(f"Back in stock: {name}")).to_be_visible()
    until(lambda: len(_mails(shop, person, about=name)) == 1)
    text = _mails(shop, person, about=name)[0].get_body(("plain",))
    assert text is not None
    assert f"{shop.url}{address}" in text.get_content()
    assert len(_mails(shop, person, about=name)) == 1


def test_a_line_that_is_gone_leads_to_where_one_can_wait_for_it(
    page: Page, shop: Shop, sold_out: tuple[int, str]
) -> None:
    product_id, name = sold_out
    shop.set_stock(name, 2)
    register(page, somebody(), at=f"/register?next=/products/{product_id}")
    page.get_by_role("button", name="Add to cart").click()
    drawer = page.get_by_role("dialog", name="In your cart")
    expect(drawer).to_be_visible()

    shop.set_stock(name, 0)
    drawer.get_by_role("link", name="Get told when it is back").click()

    expect(drawer).to_be_hidden()
    page.get_by_role("button", name=TELL_ME).click()
    expect(page.get_by_text(WE_WILL)).to_be_visible()


def _mails(shop: Shop, person: Person, *, about: str) -> list[EmailMessage]:
    subject = f"Back in stock: {about}"
    return [mail for mail in mails_to(shop, person.email) if mail["Subject"] == subject]


def _is_known_to_be_out(shop: Shop, product_id: int) -> bool:
    """Notifications has heard of the product: the staff may wait for it, and do from now on."""
    path = f"/notifications/restock-requests/{product_id}"
    try:
        shop.call(path, method="PUT", token=shop.staff_token())
    except HTTPError:
        return False
    return True
