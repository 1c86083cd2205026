"""Pictures of the running shop for README and docs: `make shots` while `make run` is open.

Signs in as the demo shopper and the demo staff; 1280 and 390 px wide, by day and by night.
With another look (`STOREFRONT_THEME`) open: `python -m tools.screenshots URL harbour`.
"""

import os
import signal
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager, nullcontext
from io import BytesIO
from pathlib import Path
from typing import Final, Literal, NamedTuple, TypeAlias

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from local_stack.settings import load_settings
from local_stack.state_file import StateFile
from tools.chromium import LAUNCH_FLAGS, find_chromium

Scheme: TypeAlias = Literal["light", "dark"]

FOLDER: Final = Path(__file__).parents[1] / "docs" / "screenshots"
WIDTHS: Final = (1280, 390)
SCHEMES: Final[tuple[Scheme, ...]] = ("light", "dark")


class Scene(NamedTuple):
    name: str
    path: str
    who: str | None = None  # the demo account's label on the sign-in page
    act: Callable[[Page], None] | None = None  # what opens over the page
    is_in_cart: bool = False
    is_resting: bool = False  # the gateway answers nobody
    shows_waiting: bool = False  # and does so for good


def put_into_cart(page: Page) -> None:
    page.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_role("dialog", name="In your cart")).to_be_visible()


def enlarge(page: Page) -> None:
    page.get_by_role("button", name="Enlarge").click()
    expect(page.get_by_role("dialog", name="The picture, enlarged")).to_be_visible()


SCENES: Final = (
    Scene("home", "/"),
    Scene("catalogue", "/products?category=Kitchen&category=Home&max_price=60"),
    Scene("nothing", "/products?q=nothing-of-the-kind"),
    Scene("product", "/products/{teapot}"),
    Scene("zoom", "/products/{teapot}", act=enlarge),
    Scene("drawer", "/products/{teapot}", act=put_into_cart),
    Scene("guest", "/checkout", is_in_cart=True),
    Scene("login", "/login"),
    Scene("register", "/register"),
    Scene("forgotten", "/forgot-password"),
    Scene("reset", "/reset-password?token=none"),
    Scene("verify", "/verify-email?token=none"),
    Scene("cart", "/cart", who="Shopper", is_in_cart=True),
    Scene("review", "/checkout", who="Shopper", is_in_cart=True),
    Scene("orders", "/orders", who="Shopper"),
    Scene("order", "/orders/{order}", who="Shopper"),
    Scene("thanks", "/orders/{order}?placed=1", who="Shopper"),
    Scene("account", "/account", who="Shopper"),
    Scene("lost", "/nowhere"),
    Scene("resting", "/products", is_resting=True),
    Scene("gallery", "/gallery", shows_waiting=True),
    Scene("staff-today", "/staff", who="Staff"),
    Scene("staff", "/staff/orders", who="Staff"),
    Scene("staff-products", "/staff/products", who="Staff"),
    Scene("staff-customers", "/staff/customers", who="Staff"),
    Scene("staff-messages", "/staff/messages", who="Staff"),
    Scene("staff-audit", "/staff/audit", who="Staff"),
    Scene("staff-system", "/staff/system", who="Staff"),
)
# What is enough to see of another look.
THEME_SCENES: Final = frozenset({"home", "product"})
GOES_ON: Final = 2000  # pixels; a page of a long list says no more than its first screens
QUALITY: Final = 76  # of 100; nobody prints them
LONG: Final = 60_000  # milliseconds; a page asks a silent gateway several times


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
    if scene.is_in_cart:
        fill_cart(page)
    with resting_gateway() if scene.is_resting else nullcontext():
        page.goto(address(page, scene.path))
        page.wait_for_load_state("networkidle")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        unready = (
            "[data-first-html]" if scene.shows_waiting else "[data-first-html], [aria-busy=true]"
        )
        expect(page.locator(unready)).to_have_count(0, timeout=LONG)
    if scene.act:
        scene.act(page)
    load_pictures(page)
    shot = Image.open(BytesIO(page.screenshot(full_page=scene.act is None)))
    shot.crop((0, 0, shot.width, min(shot.height, GOES_ON))).save(to, quality=QUALITY)
    context.close()


@contextmanager
def resting_gateway() -> Generator[None]:
    """Alive, with open doors, and silent."""
    processes = StateFile(load_settings().run).read()
    (gateway,) = (each for each in processes if each.name == "gateway")
    os.kill(gateway.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(gateway.pid, signal.SIGCONT)


def sign_in(page: Page, who: str) -> None:
    page.goto("/login")
    page.get_by_role("button", name=who).click()
    expect(page.get_by_role("button", name="Your account")).to_be_visible()


def fill_cart(page: Page) -> None:
    # An account's cart still holds what was put in for the picture before.
    page.goto("/cart")
    page.wait_for_load_state("networkidle")
    lines = page.get_by_role("main").get_by_role("listitem")
    while count := lines.count():
        lines.first.get_by_role("button", name="Remove").click()
        expect(lines).to_have_count(count - 1)
    for name in ("Studio headphones", "City bicycle, 7 gears"):
        page.goto("/")
        page.get_by_role("main").get_by_role("link", name=name).first.click()
        put_into_cart(page)


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
