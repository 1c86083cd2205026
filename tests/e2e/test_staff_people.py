"""The console's customers and its audit log, by the browser."""

import re
from urllib.error import HTTPError

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.axe import violations
from tests.e2e.journey import PASSWORD, Person, register, somebody, until_awake
from tests.e2e.shop import Shop

ADMIN = ("admin@example.com", "admin-demo-password")


@pytest.fixture
def customer(browser: Browser, shop: Shop) -> Person:
    """Registered somewhere else."""
    person = somebody()
    home = browser.new_context(base_url=shop.url)
    register(home.new_page(), person)
    home.close()
    return person


def find(page: Page, person: Person) -> None:
    page.get_by_label("Name or address").fill(person.email)
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page).to_have_url(re.compile("q="))
    page.get_by_role("link", name=person.name).click()
    expect(page.get_by_role("heading", level=1, name=person.name)).to_be_visible()


def change(page: Page, button: str, *, yes: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    question = page.get_by_role("group", name="Confirm the change")
    question.get_by_role("button", name=yes).click()
    expect(question).to_have_count(0)


def test_staff_switch_a_customer_off_and_see_what_an_order_went_through(
    page: Page, shop: Shop, customer: Person
) -> None:
    page.goto("/login?next=/staff/customers")
    page.get_by_role("button", name="Staff").click()
    find(page, customer)
    expect(page.get_by_text("Nothing was ordered yet.")).to_be_visible()
    expect(page.get_by_role("button", name="Change the role")).to_have_count(0)

    change(page, "Switch off", yes="Switch off")

    expect(page.get_by_role("button", name="Switch on again")).to_be_visible()
    with pytest.raises(HTTPError, match="401"):
        shop.token(customer.email, PASSWORD)
    page.goto("/staff/products/1")
    expect(page.get_by_role("heading", name="Pictures")).to_be_visible()
    assert violations(page) == []
    page.goto("/staff/orders/1")
    page.get_by_role("link", name="Changes").click()
    lines = page.get_by_role("list", name="Changes, the newest first")
    expect(lines.get_by_text("Pending → to Confirmed")).to_be_visible()
    expect(lines.get_by_role("link", name="Order #1", exact=True).first).to_be_visible()
    assert violations(page) == []


def test_an_admin_gives_a_role_and_the_log_says_who_did(page: Page, customer: Person) -> None:
    page.goto("/login?next=/staff/customers")
    until_awake(page)
    page.get_by_label("Email address").fill(ADMIN[0])
    page.get_by_label("Password", exact=True).fill(ADMIN[1])
    page.get_by_role("button", name="Sign in", exact=True).click()
    find(page, customer)

    page.get_by_label("Role", exact=True).select_option("staff")
    change(page, "Change the role", yes="Change the role")
    expect(page.get_by_text(f"{customer.name} is staff now.")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Changes").click()

    line = page.get_by_role("listitem").filter(has_text="Changed the standing")
    expect(line).to_contain_text("admin · Admin")
    expect(line).to_contain_text(customer.name)
    expect(line).to_contain_text("customer")
