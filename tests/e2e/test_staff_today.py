"""The console's Today and System, by the browser: they move by themselves and stay up."""

import json
import os
import re
import signal
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Locator, Page, expect

from backend_services.shared.ids import new_id
from tests.e2e.axe import violations
from tests.e2e.journey import PASSWORD, register, somebody
from tests.e2e.shop import Shop

ROOMS = ("/staff", "/staff/system")


def sign_staff_in(page: Page, *, to: str) -> None:
    page.goto(f"/login?next={to}")
    page.get_by_role("button", name="Staff").click()


def figure(page: Page, name: str) -> Locator:
    return page.locator("dl > div").filter(has=page.get_by_text(name, exact=True)).locator("dd")


def last_one_on_the_shelf(shop: Shop) -> dict[str, Any]:
    """A product of this test's own; its name leads those that are sold out."""
    sku = f"TEST-{new_id().hex[-12:].upper()}"
    body = {"name": f"A pot {sku}", "sku": sku, "price": "9.00", "stock_quantity": 1}
    return shop.call("/products", body, method="POST", token=shop.staff_token())


def buy(shop: Shop, product: dict[str, Any]) -> None:
    """Somebody else, elsewhere."""
    person = somebody()
    body = {"email": person.email, "username": person.name, "password": PASSWORD}
    shop.call("/users/register", body, method="POST")
    shop.call(
        "/orders",
        {"items": [{"product_id": product["id"], "quantity": 1}]},
        method="POST",
        token=shop.token(person.email, PASSWORD),
    )


def test_the_figures_move_by_themselves_when_somebody_buys(page: Page, shop: Shop) -> None:
    pot = last_one_on_the_shelf(shop)
    sign_staff_in(page, to="/")
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("link", name="Staff console").click()
    expect(page.get_by_role("heading", level=1, name="Today")).to_be_visible()
    orders = figure(page, "Orders").first
    expect(orders).to_have_text(re.compile(r"\d"))
    before = int(orders.inner_text())

    buy(shop, pot)

    expect(orders).to_have_text(f"{before + 1}")
    sold_out = page.get_by_role("listitem").filter(has_text=pot["name"])
    expect(sold_out).to_contain_text("Sold out")
    sold_out.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1, name=pot["name"])).to_be_visible()


def test_a_period_is_chosen_and_its_chart_is_a_table_too(page: Page) -> None:
    sign_staff_in(page, to="/staff")
    page.get_by_role("navigation", name="Period").get_by_role("link", name="7 days").click()

    expect(page).to_have_url(re.compile(r"/staff/?\?days=7"))
    expect(page.get_by_role("img", name="each of the last 7 days")).to_have_count(2)
    expect(page.locator(".recharts-bar-rectangle").first).to_be_visible()
    page.get_by_text("As a table").click()
    table = page.get_by_role("table", name="Orders and revenue by day")
    expect(table.get_by_role("row")).to_have_count(8)
    assert violations(page) == []


def test_the_shops_own_pages_load_no_charts(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()

    with_charts = page.evaluate(
        """async () => {
          const loaded = performance.getEntriesByType("resource").map((each) => each.name);
          const scripts = loaded.filter((name) => name.endsWith(".js"));
          const texts = await Promise.all(
            scripts.map(async (name) => (await fetch(name)).text()));
          return scripts.filter((_, place) => texts[place].includes("recharts"));
        }"""
    )

    assert with_charts == []


@contextmanager
def asleep(shop: Shop, service: str) -> Generator[None]:
    """A process that is there and answers nothing."""
    state = json.loads((shop.folder / "run" / "processes.json").read_text())
    pid = next(each["pid"] for each in state["processes"] if each["name"] == service)
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def test_a_service_that_sleeps_is_shown_as_down_and_the_page_stays_up(
    page: Page, shop: Shop
) -> None:
    sign_staff_in(page, to="/staff/system")
    expect(page.get_by_role("heading", level=1, name="System")).to_be_visible()
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="notifications"))
    expect(row.first).to_contain_text("Up")
    expect(row.first).to_contain_text("0.1.0")
    expect(page.get_by_role("table", name="Messages that wait").get_by_role("row")).to_have_count(6)
    ways = page.get_by_role("navigation", name="Ways out")
    expect(ways.get_by_role("link", name="API documents")).to_have_attribute(
        "href", f"{shop.api}/docs"
    )
    expect(ways.get_by_role("link", name="Mailbox")).to_have_attribute("href", shop.mailbox)
    assert violations(page) == []

    with asleep(shop, "notifications"):
        expect(row.first).to_contain_text("Down: timeout")
        orders = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="orders"))
        expect(orders.first).to_contain_text("Up")

    expect(row.first).to_contain_text("Up")


def test_customers_are_shown_neither_of_the_two(page: Page) -> None:
    register(page, somebody())
    for room in ROOMS:
        page.goto(room)
        expect(page.get_by_role("heading", name="For the shop's staff")).to_be_visible()
        expect(page.locator("dl, table")).to_have_count(0)
