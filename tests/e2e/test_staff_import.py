"""Products from a file, by the browser: looked at, mended, imported, and out again."""

import csv
from pathlib import Path

from playwright.sync_api import FilePayload, Page, expect

from backend_services.shared.ids import new_id
from tests.e2e.axe import violations
from tests.e2e.journey import register, somebody
from tests.e2e.shop import Shop

A_PICTURE: FilePayload = {"name": "pot.png", "mimeType": "image/png", "buffer": b"\x89PNG"}


def a_file(*lines: str) -> FilePayload:
    content = "\n".join(["sku,name,price,stock_quantity", *lines])
    return {"name": "pots.csv", "mimeType": "text/csv", "buffer": content.encode()}


def choose_by_click(page: Page, file: FilePayload) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_text("Drop a CSV file here").click()
    chooser.value.set_files(file)


def choose_by_key(page: Page, file: FilePayload) -> None:
    with page.expect_file_chooser() as chooser:
        page.locator("#products-file").press("Enter")
    chooser.value.set_files(file)


def test_a_file_is_looked_at_mended_imported_and_exported(
    page: Page, shop: Shop, tmp_path: Path
) -> None:
    sku = f"TEST-{new_id().hex[-12:].upper()}"
    page.goto("/login?next=/staff/products")
    page.get_by_role("button", name="Staff").click()
    page.get_by_role("link", name="Import", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Import products")).to_be_visible()

    page.locator("#products-file input").set_input_files(A_PICTURE)
    expect(
        page.get_by_text("A CSV file is wanted here, one at a time, of at most 5 MB: .csv")
    ).to_be_visible()

    choose_by_key(page, a_file(f"{sku},Pot {sku},9,5", f"{sku}-B,Pot,none,5"))
    bad = page.get_by_role("row").filter(has_text=f"{sku}-B")
    expect(bad).to_contain_text("price")
    expect(bad.get_by_role("rowheader")).to_have_text("3")
    expect(page.get_by_role("button", name="Import 2 products")).to_have_count(0)
    assert shop.call(f"/products?name={sku}")["items"] == []
    assert violations(page) == []

    choose_by_click(page, a_file(f"{sku},Pot {sku},9,5", f"{sku}-B,Pan {sku},7,5"))
    page.get_by_role("button", name="Import 2 products").click()
    expect(page.get_by_role("heading", name="Imported")).to_be_visible()
    page.get_by_role("link", name="See the products").click()
    expect(page.get_by_role("row").filter(has_text=f"Pot {sku}")).to_be_visible()

    with page.expect_download() as download:
        page.get_by_role("link", name="Export").click()
    saved = tmp_path / "products.csv"
    download.value.save_as(saved)
    with saved.open(encoding="utf-8-sig", newline="") as text:
        exported = {row["sku"]: row for row in csv.DictReader(text)}
    assert (exported[sku]["name"], exported[sku]["price"]) == (f"Pot {sku}", "9.00")

    page.goto(f"/products/{shop.product(f'Pot {sku}')['id']}")
    expect(page.get_by_role("heading", level=1, name=f"Pot {sku}")).to_be_visible()


def test_a_customer_gets_neither_the_page_nor_the_file(page: Page, shop: Shop) -> None:
    register(page, somebody())
    page.goto("/staff/products/import")
    expect(page.get_by_role("heading", name="For the shop's staff")).to_be_visible()
    expect(page.locator("input[type=file]")).to_have_count(0)

    assert page.request.get(f"{shop.url}/staff/products/export.csv").status == 403
