"""Steps that several journeys take, in a shopper's words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from playwright.sync_api import Page, expect

from backend_services.shared.ids import new_id
from tests.e2e.shop import Shop

PASSWORD = "a long enough password"


@dataclass(frozen=True)
class Person:
    email: str
    name: str


def until_awake(page: Page) -> None:
    """What is typed and sent before that goes the browser's own way: see test_forms_sent_early."""
    bar = page.get_by_role("navigation", name="Main")
    here = bar.get_by_text("Sign in").or_(page.get_by_role("button", name="Your account"))
    expect(here.first).to_be_visible()
    expect(page.locator("[data-first-html]")).to_have_count(0)


def somebody() -> Person:
    mark = new_id().hex[-12:]
    return Person(email=f"{mark}@example.com", name=f"Person {mark}")


def register(page: Page, person: Person, *, at: str = "/register") -> None:
    page.goto(at)
    fill_registration(page, person)


def fill_registration(page: Page, person: Person) -> None:
    expect(page.get_by_role("heading", level=1, name="Create an account")).to_be_visible()
    until_awake(page)
    page.get_by_label("Email address").fill(person.email)
    page.get_by_label("What shall we call you?").fill(person.name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    expect(page.get_by_role("button", name="Your account")).to_be_visible()


def open_product(page: Page, name: str) -> None:
    page.goto("/products")
    until_awake(page)
    page.get_by_role("combobox", name="Search the shop").fill(name)
    page.get_by_role("combobox", name="Search the shop").press("Enter")
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def add_to_cart(page: Page, name: str) -> None:
    open_product(page, name)
    page.get_by_role("button", name="Add to cart").click()
    # Opened by the answer; the count beside "Cart" may be that of an earlier thing.
    expect(page.get_by_role("dialog", name="In your cart")).to_be_visible()


def place_order(page: Page) -> int:
    """From the cart to the thank-you; answers the order's number."""
    page.goto("/cart")
    page.get_by_role("link", name="Check out").click()
    page.get_by_role("button", name="Place the order").click()
    expect(page.get_by_role("heading", name="Thank you. It is yours.")).to_be_visible()
    found = re.search(r"/orders/(\d+)", page.url)
    assert found is not None
    return int(found.group(1))


def mails_to(shop: Shop, address: str) -> Sequence[EmailMessage]:
    """What the sink keeps for an address, oldest first."""
    files = sorted((shop.mails / "new").glob("*"), key=lambda file: file.stat().st_mtime_ns)
    mails = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
    return [mail for mail in mails if address in str(mail["To"])]
