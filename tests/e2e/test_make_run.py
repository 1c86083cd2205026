"""What `make run` promises; `make` itself only sets up and becomes the command that is run here."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import psutil
import pytest

from tests.e2e.conftest import IS_OPEN, PORT_SHIFT, ROOT, wait_until_open
from tests.e2e.shop import Shop

SECOND_SHIFT: Final = 13500
NAMES: Final = {
    *("postgres", "broker", "mail", "google"),
    *("users", "products", "orders", "notifications", "gateway", "storefront"),
}


def environment(folder: Path, *, shift: int) -> dict[str, str]:
    return {
        **os.environ,  # noqa: TID251 - a child process needs the machine's environment
        "LOCAL_STACK_DATA_DIR": str(folder),
        "LOCAL_STACK_PORT_SHIFT": str(shift),
    }


def stack(
    folder: Path, *action: str, shift: int = PORT_SHIFT, **configured: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "local_stack", *action],
        cwd=ROOT,
        env=environment(folder, shift=shift) | configured,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def processes(folder: Path) -> dict[str, dict[str, Any]]:
    state = json.loads((folder / "run" / "processes.json").read_text())
    return {each["name"]: each for each in state["processes"]}


def until(condition: Callable[[], bool]) -> None:
    while not condition():
        time.sleep(0.05)


def living_on(folder: Path) -> list[str]:
    """Every process that was told of this folder, whoever started it."""
    told = f"LOCAL_STACK_DATA_DIR={folder}".encode()
    found: list[str] = []
    for process in psutil.process_iter(["pid", "status"]):
        try:
            told_this = told in Path(f"/proc/{process.pid}/environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if told_this and process.info["status"] != psutil.STATUS_ZOMBIE:
            found.append(" ".join(process.cmdline()))
    return found


def test_the_addresses_and_demo_logins_are_told(shop: Shop) -> None:
    said = (shop.folder / "run.log").read_text()

    assert said.index("Opening Vitrine") < said.index(IS_OPEN)
    for address in (shop.url, shop.api, f"{shop.api}/docs", shop.mailbox):
        assert f" {address}\n" in said
    assert "shopper@example.com · shopper-demo-password" in said
    assert "staff@example.com · staff-demo-password" in said


def test_the_whole_shop_takes_less_than_two_gigabytes(shop: Shop) -> None:
    said = (shop.folder / "run.log").read_text()
    megabytes = int(said.split(" MB of memory")[0].rsplit(maxsplit=1)[1])

    assert 100 < megabytes < 2000


def test_ps_lists_every_process(shop: Shop) -> None:
    rows = [line.split() for line in stack(shop.folder, "ps").stdout.splitlines()[1:]]

    assert {row[0] for row in rows} == NAMES
    assert {row[3] for row in rows} == {"ready"}


def test_a_killed_service_comes_back_and_the_log_says_so(shop: Shop) -> None:
    before = processes(shop.folder)["notifications"]

    os.kill(before["pid"], signal.SIGKILL)
    until(lambda: processes(shop.folder)["notifications"]["restarts"] == before["restarts"] + 1)
    until(lambda: processes(shop.folder)["notifications"]["state"] == "ready")

    log = (shop.folder / "logs" / "notifications.log").read_text()
    assert "ended by SIGKILL; starts again in 1 s" in log
    until(shop.is_healthy)


def test_a_second_start_on_the_same_folder_is_refused_and_harms_nothing(shop: Shop) -> None:
    before = processes(shop.folder)

    refused = stack(shop.folder, "run")

    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("The shop is running already (pid ")
    assert processes(shop.folder) == before


def test_taken_ports_are_named_with_who_has_them(shop: Shop, tmp_path: Path) -> None:
    gateway = processes(shop.folder)["gateway"]

    refused = stack(tmp_path, "run")

    assert refused.returncode == 1
    holder = psutil.Process(gateway["pid"]).name()
    assert (
        f"port {gateway['port']} is taken by {holder} (pid {gateway['pid']}); gateway needs it"
        in refused.stdout
    )
    assert "Traceback" not in refused.stdout + refused.stderr
    assert living_on(tmp_path) == []


def test_a_setting_that_is_wrong_is_named_and_nothing_stays(shop: Shop, tmp_path: Path) -> None:
    del shop  # its window is built
    # A window on another shop: nothing else is started, so that the test is short.
    refused = stack(tmp_path, "run", shift=SECOND_SHIFT, STOREFRONT_GATEWAY_URL="the gateway")

    assert refused.returncode == 1
    assert "setting STOREFRONT_GATEWAY_URL: " in refused.stdout
    assert "storefront ended while it was starting; see " in refused.stdout
    assert "Traceback" not in refused.stdout + refused.stderr
    assert living_on(tmp_path) == []


@pytest.fixture
def another(tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Open another shop on this test's folder, as often as it is closed."""
    opened: list[subprocess.Popen[bytes]] = []

    def open_shop() -> subprocess.Popen[bytes]:
        log = tmp_path / "run.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "local_stack", "run"],
                cwd=ROOT,
                env=environment(tmp_path, shift=SECOND_SHIFT),
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        opened.append(process)
        wait_until_open(process, log)
        return process

    yield open_shop
    for process in opened:
        process.kill()
        process.wait()


def test_ctrl_c_leaves_nothing_and_the_next_start_keeps_the_data(
    shop: Shop, another: Callable[[], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    del shop  # its window is built
    api = f"http://localhost:{3000 + SECOND_SHIFT}"
    other = Shop(folder=tmp_path, url="", api=api, mailbox="")

    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "orders").touch()  # "they are here": placing them takes a while

    first = another()
    other.set_stock("Honey pot", 3)
    first.send_signal(signal.SIGINT)

    assert first.wait(timeout=60) == 0
    assert living_on(tmp_path) == []
    assert stack(tmp_path, "ps", shift=SECOND_SHIFT).stdout.startswith("Nothing runs.")

    second = another()
    assert other.product("Honey pot")["stock_quantity"] == 3
    assert "Filling the shelves" not in (tmp_path / "run.log").read_text()

    second.kill()  # the hardest end
    second.wait()
    until(lambda: living_on(tmp_path) == [])

    assert stack(tmp_path, "reset", shift=SECOND_SHIFT).returncode == 0
    assert not (tmp_path / "postgres").exists()


def test_reset_is_refused_while_the_shop_runs(shop: Shop) -> None:
    refused = stack(shop.folder, "reset")

    assert refused.returncode == 1
    assert shop.call("/health")["status"] == "healthy"
