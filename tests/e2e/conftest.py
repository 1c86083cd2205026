"""A whole shop of its own, started as a shopkeeper would start it, and a real browser."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT: Final = Path(__file__).parents[2]
PORT_SHIFT: Final = 10000
FIRST_START: Final = 240.0  # seconds: builds the window on a machine that never did
CHROMIUM: Final = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True)
class Shop:
    folder: Path
    url: str
    api: str
    mailbox: str

    @property
    def mails(self) -> Path:
        return self.folder / "mail"


def environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ,  # noqa: TID251 - a child process needs the machine's environment
        "LOCAL_STACK_DATA_DIR": str(folder),
        "LOCAL_STACK_PORT_SHIFT": str(PORT_SHIFT),
    }


def is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own address
            return answer.status == 200
    except OSError:
        return False


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("shop")
    log = (folder / "run.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "local_stack", "run"],
        cwd=ROOT,
        env=environment(folder),
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        wait_until_open(process, folder)
        yield Shop(
            folder=folder,
            url=f"http://localhost:{8080 + PORT_SHIFT}",
            api=f"http://localhost:{3000 + PORT_SHIFT}",
            mailbox=f"http://localhost:{8025 + PORT_SHIFT}",
        )
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)
        log.close()


def wait_until_open(process: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + FIRST_START
    log = folder / "run.log"
    while "Ctrl-C" not in log.read_text():
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"the shop did not open:\n{log.read_text()[-4000:]}")
        time.sleep(0.2)


def chromium_path() -> str:
    found = os.environ.get("VITRINE_CHROMIUM") or next(  # noqa: TID251 - the tester's choice
        (path for name in CHROMIUM if (path := shutil.which(name))), None
    )
    if found is None:
        message = "no Chromium found: install one, or name it in VITRINE_CHROMIUM"
        if os.environ.get("CI"):  # noqa: TID251 - set by every CI
            pytest.fail(message)
        pytest.skip(message)
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser, shop: Shop) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=shop.url, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page whose console stayed clean to the end."""
    page = context.new_page()
    errors: list[str] = []
    page.on(
        "console",
        lambda message: errors.append(message.text) if message.type == "error" else None,
    )
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert errors == []


def api_token(shop: Shop, *, email: str, password: str) -> str:
    answer = post(shop, "/users/login", {"email": email, "password": password})
    return str(answer["access_token"])


def post(
    shop: Shop, path: str, body: object, *, token: str | None = None, method: str = "POST"
) -> dict[str, object]:
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(  # noqa: S310 - our own address
        shop.api + path, data=json.dumps(body).encode(), headers=headers, method=method
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - as above
        return json.loads(answer.read())
