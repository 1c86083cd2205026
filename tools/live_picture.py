"""The moving picture of the README: a change in the console, and the shopper's page beside it.

`python -m tools.live_picture URL` while the shop is open; what it changes it puts back.
"""

import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from tools.chromium import LAUNCH_FLAGS, find_chromium
from tools.screenshots import FOLDER, load_pictures, sign_in

GOODS: Final = "Brass compass"
WINDOW: Final = ViewportSize(width=1024, height=680)
SMALLER: Final = 1.6  # so that two of them fit beside each other
GAP: Final = 16  # pixels between the two windows
GROUND: Final = "#e7e0d5"
REST, LOOK = 900, 2200  # milliseconds a picture stays


def main() -> int:
    url = [*sys.argv[1:], "http://localhost:8080"][0]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=list(LAUNCH_FLAGS)
        )
        with window(browser, url) as desk, window(browser, url) as shop:
            frames, times = zip(*film(desk, shop), strict=True)
        browser.close()
    first, *rest = frames
    target = FOLDER / "live.webp"
    first.save(target, save_all=True, append_images=rest, duration=times, loop=0, quality=80)
    sys.stdout.write(f"{target.name}: {target.stat().st_size // 1024} KB\n")
    return 0


def film(desk: Page, shop: Page) -> Iterator[tuple[Image.Image, int]]:
    sign_in(desk, "Staff")
    open_goods(shop)
    desk.goto(f"/staff/products?q={GOODS.replace(' ', '+')}")
    row = desk.get_by_role("row").filter(has_text=GOODS)
    price, stock = row.get_by_label(f"Price of {GOODS}"), row.get_by_label(f"Stock of {GOODS}")
    expect(stock).to_be_visible()
    before = {price: price.input_value(), stock: stock.input_value()}
    stock.scroll_into_view_if_needed()
    yield both(desk, shop), LOOK
    for field, value, seen in ((stock, "3", "Only 3 left"), (stock, "2", "Only 2 left")):
        field.fill(value)
        yield both(desk, shop), REST
        row.get_by_role("button", name="Save").click()
        expect(shop.get_by_text(seen).first).to_be_visible()
        yield both(desk, shop), LOOK
    price.fill("31.50")
    yield both(desk, shop), REST
    row.get_by_role("button", name="Save").click()
    expect(shop.get_by_text("$31.50").first).to_be_visible()
    yield both(desk, shop), LOOK
    for field, value in before.items():
        field.fill(value)
    row.get_by_role("button", name="Save").click()
    expect(shop.get_by_text(f"${before[price]}").first).to_be_visible()


def open_goods(page: Page) -> None:
    page.goto(f"/products?q={GOODS.replace(' ', '+')}")
    page.get_by_role("main").get_by_role("link", name=GOODS, exact=True).click()
    expect(page.get_by_text("This page is live.")).to_be_visible()
    load_pictures(page)


def both(left: Page, right: Page) -> Image.Image:
    width, height = int(WINDOW["width"] / SMALLER), int(WINDOW["height"] / SMALLER)
    shots = [Image.open(BytesIO(page.screenshot())).convert("RGB") for page in (left, right)]
    pictures = [ImageOps.fit(shot, (width, height)) for shot in shots]
    canvas = Image.new("RGB", (2 * width + 3 * GAP, height + 2 * GAP), GROUND)
    for place, picture in enumerate(pictures):
        canvas.paste(picture, (GAP + place * (width + GAP), GAP))
    return canvas


@contextmanager
def window(browser: Browser, url: str) -> Generator[Page]:
    context = browser.new_context(base_url=url, viewport=WINDOW, reduced_motion="reduce")
    yield context.new_page()
    context.close()


if __name__ == "__main__":
    sys.exit(main())
