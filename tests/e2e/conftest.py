"""A whole shop of its own, started as a shopkeeper would start it, and a real browser."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

from tests.e2e.shop import Shop
from tools.chromium import LAUNCH_FLAGS, find_chromium

ROOT: Final = Path(__file__).parents[2]
PORT_SHIFT: Final = 10000
FIRST_START: Final = 600.0  # seconds: builds the window on a machine that never did
PATIENCE: Final = 20_000  # milliseconds; the condition is the claim, not its speed
IS_OPEN: Final = "Vitrine is open"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            # One shop: all its tests on one of pytest-xdist's workers.
            item.add_marker(pytest.mark.xdist_group("shop"))
            item.add_marker(pytest.mark.timeout(FIRST_START + 60))


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("shop")
    log = folder / "run.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "local_stack", "run"],
            cwd=ROOT,
            env={
                **os.environ,  # noqa: TID251 - a child process needs the machine's environment
                "LOCAL_STACK_DATA_DIR": str(folder),
                "LOCAL_STACK_PORT_SHIFT": str(PORT_SHIFT),
            },
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_until_open(process, log)
        yield Shop(
            folder=folder,
            url=f"http://localhost:{8080 + PORT_SHIFT}",
            api=f"http://localhost:{3000 + PORT_SHIFT}",
            mailbox=f"http://localhost:{8025 + PORT_SHIFT}",
        )
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=90)


def wait_until_open(process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + FIRST_START
    while IS_OPEN not in log.read_text():
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"the shop did not open:\n{log.read_text()[-4000:]}")
        time.sleep(0.2)


def chromium_path() -> str:
    """A Chromium on this machine; without one CI fails, and others are told loudly."""
    found = find_chromium()
    if found is None:
        message = "no Chromium found: install one, or name it in VITRINE_CHROMIUM"
        if os.environ.get("CI"):  # noqa: TID251 - set by every CI
            pytest.fail(message)
        pytest.skip(message)
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=list(LAUNCH_FLAGS)
        )
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser, shop: Shop) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=shop.url, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, shop: Shop) -> Iterator[Page]:
    """A page whose console stays clean to the end."""
    page = context.new_page()
    errors = errors_of(page, shop)
    yield page
    assert errors == []


def errors_of(page: Page, shop: Shop) -> Sequence[str]:
    """What the console of our pages will have complained of."""
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # Google's stand-in loads a stylesheet from elsewhere; what is said there is not ours.
        is_ours = message.location["url"].startswith(shop.url) or page.url.startswith(shop.url)
        if message.type == "error" and is_ours:
            errors.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: errors.append(str(error)))
    return errors
