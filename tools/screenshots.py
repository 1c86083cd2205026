"""Pictures of the running shop for README and docs: `make shots` while `make run` is open.

Signs in as the demo shopper and the demo staff; 1280 and 390 px wide, by day and by night.
With another look (`STOREFRONT_THEME`) open: `python -m tools.screenshots URL harbour`.
"""

import sys
from io import BytesIO
from pathlib import Path
from typing import Final, Literal, NamedTuple, TypeAlias

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tools.chromium import LAUNCH_FLAGS, find_chromium

Scheme: TypeAlias = Literal["light", "dark"]

FOLDER: Final = Path(__file__).parents[1] / "docs" / "screenshots"
WIDTHS: Final = (1280, 390)
SCHEMES: Final[tuple[Scheme, ...]] = ("light", "dark")


class Scene(NamedTuple):
    name: str
    path: str
    who: str | None = None  # the demo account's label on the sign-in page


SCENES: Final = (
    Scene("home", "/"),
    Scene("catalogue", "/products?category=Kitchen&category=Home&max_price=60"),
    Scene("product", "/products/{teapot}"),
    Scene("drawer", "/products/{teapot}"),
    Scene("guest", "/checkout"),
    Scene("login", "/login"),
    Scene("cart", "/cart", who="Shopper"),
    Scene("orders", "/orders", who="Shopper"),
    Scene("order", "/orders/{order}", who="Shopper"),
    Scene("staff", "/staff/orders", who="Staff"),
)
# What is enough to see of another look.
THEME_SCENES: Final = frozenset({"home", "product"})
GOES_ON: Final = 2000  # pixels; a page of a long list says no more than its first screens


def main() -> int:
    url, theme = [*sys.argv[1:], *("http://localhost:8080", "")[len(sys.argv) - 1 :]][:2]
    chromium = find_chromium()
    if chromium is None:
        sys.stderr.write("no Chromium found: install one, or name it in VITRINE_CHROMIUM\n")
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(LAUNCH_FLAGS))
        for width in WIDTHS:
            for scheme in SCHEMES:
                for scene in SCENES:
                    if theme and scene.name not in THEME_SCENES:
                        continue
                    name = "-".join(filter(None, (scene.name, theme, str(width), scheme)))
                    picture = FOLDER / f"{name}.webp"
                    take(browser, url=url, scene=scene, width=width, scheme=scheme, to=picture)
                    sys.stdout.write(f"{picture.name}\n")
        browser.close()
    return 0


def take(browser: Browser, *, url: str, scene: Scene, width: int, scheme: Scheme, to: Path) -> None:
    context = browser.new_context(
        base_url=url,
        viewport={"width": width, "height": 844},
        color_scheme=scheme,
        reduced_motion="reduce",  # nothing half on its way
    )
    page = context.new_page()
    if scene.who:
        sign_in(page, scene.who)
    if scene.name in {"cart", "guest"}:
        fill_cart(page)
    page.goto(address(page, scene.path))
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    if scene.name == "drawer":
        put_into_cart(page)
    load_pictures(page)
    shot = Image.open(BytesIO(page.screenshot(full_page=scene.name != "drawer")))
    shot.crop((0, 0, shot.width, min(shot.height, GOES_ON))).save(to, quality=82)
    context.close()


def sign_in(page: Page, who: str) -> None:
    page.goto("/login")
    page.get_by_role("button", name=who).click()
    expect(page.get_by_role("button", name="Your account")).to_be_visible()


def fill_cart(page: Page) -> None:
    for name in ("Studio headphones", "City bicycle, 7 gears"):
        page.goto("/")
        page.get_by_role("main").get_by_role("link", name=name).first.click()
        put_into_cart(page)


def put_into_cart(page: Page) -> None:
    page.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_role("dialog", name="In your cart")).to_be_visible()


def load_pictures(page: Page) -> None:
    """Those below come only when somebody scrolls there."""
    page.evaluate("document.querySelectorAll('img').forEach((each) => { each.loading = 'eager' })")
    page.wait_for_function("[...document.images].every((each) => each.complete)")
    page.evaluate("window.scrollTo(0, 0)")


def address(page: Page, path: str) -> str:
    """Fill in the places of a path from what the shop shows."""
    return path.format_map(Places(page))


class Places(dict[str, str]):
    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page

    def __missing__(self, name: str) -> str:
        start, link = {"teapot": ("/", "Stoneware teapot"), "order": ("/orders", "Order #")}[name]
        self._page.goto(start)
        found = self._page.get_by_role("main").get_by_role("link", name=link).first
        href = found.get_attribute("href")
        assert href is not None
        return href.rstrip("/").rsplit("/", 1)[1]


if __name__ == "__main__":
    sys.exit(main())
