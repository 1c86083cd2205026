import io
from pathlib import Path

from local_stack.console import Console


def run(logs: Path, *lines: str) -> None:
    console = Console(logs, out=io.StringIO())
    for line in lines:
        console.relay("lamps", line)
    console.close()


def test_a_log_holds_one_run_and_begins_with_its_time(tmp_path: Path) -> None:
    run(tmp_path, "first")
    run(tmp_path, "second")

    heading, *lines = (tmp_path / "lamps.log").read_text().splitlines()
    assert heading.startswith("--- lamps, run of 20")
    assert lines == ["second"]


def test_the_run_before_is_kept_and_no_older_one(tmp_path: Path) -> None:
    for line in ("first", "second", "third"):
        run(tmp_path, line)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["lamps.log", "lamps.log.1"]
    assert (tmp_path / "lamps.log.1").read_text().endswith("second\n")


def test_a_run_that_says_nothing_touches_no_log(tmp_path: Path) -> None:
    run(tmp_path, "first")

    run(tmp_path)

    assert (tmp_path / "lamps.log").read_text().endswith("first\n")


def test_a_hushed_console_still_writes_logs(tmp_path: Path) -> None:
    screen = io.StringIO()
    console = Console(tmp_path, out=screen)

    console.hush()
    console.relay("lamps", "going out")
    console.close()

    assert screen.getvalue() == ""
    assert (tmp_path / "lamps.log").read_text().endswith("going out\n")
