import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local_stack.lock import AlreadyRunning, only_one
from local_stack.settings import ROOT, machine_environment
from local_stack.state_file import ProcessRecord, StateFile

# Takes the lock and writes a record, as a running stack does; a line on its input closes it.
RUNNING = """
import sys
from pathlib import Path
from local_stack.lock import only_one
from local_stack.state_file import ProcessRecord, StateFile

folder = Path(sys.argv[1])
with only_one(folder) as lock:
    record = ProcessRecord(name="lamps", pid=1, port=1, state="ready", restarts=0, started=0,
                           stop_signal=15)
    StateFile(folder).write([record])
    print("up", flush=True)
    sys.stdin.readline()
    lock.tell_closing()
    print("closing", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "run"


@pytest.fixture
def other(folder: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", RUNNING, str(folder)],
        cwd=ROOT,
        env={**machine_environment(), "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert hear(process) == "up"
        yield process
        process.kill()


def hear(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def tell(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def stack(action: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "local_stack", action],
        cwd=ROOT,
        env={**machine_environment(), "LOCAL_STACK_DATA_DIR": str(folder.parent)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("action", ["run", "reset"])
def test_a_second_stack_is_refused_and_leaves_the_first_ones_record(
    other: subprocess.Popen[str], folder: Path, action: str
) -> None:
    (folder.parent / "mail").mkdir()

    refused = stack(action, folder)

    assert refused.returncode == 1
    assert refused.stderr == f"The shop is running already (pid {other.pid}); `make ps` shows it.\n"
    assert [record.name for record in StateFile(folder).read()] == ["lamps"]
    assert (folder.parent / "mail").exists()


def test_a_stack_that_was_killed_is_in_nobodys_way(
    other: subprocess.Popen[str], folder: Path
) -> None:
    other.send_signal(signal.SIGKILL)
    other.wait()

    with only_one(folder) as lock:
        assert lock.holder() == (str(os.getpid()), False)


def test_who_comes_while_a_stack_is_closing_waits_for_its_end(
    other: subprocess.Popen[str], folder: Path
) -> None:
    tell(other)
    assert hear(other) == "closing"
    tell(other)

    with only_one(folder):
        assert other.wait() == 0


def test_a_record_is_taken_back_only_by_who_wrote_it(
    other: subprocess.Popen[str], folder: Path
) -> None:
    StateFile(folder).clear()
    assert [record.name for record in StateFile(folder).read()] == ["lamps"]

    with pytest.raises(AlreadyRunning, match=str(other.pid)), only_one(folder):
        pass

    mine = ProcessRecord("shades", pid=1, port=1, state="", restarts=0, started=0, stop_signal=15)
    StateFile(folder).write([mine])
    StateFile(folder).clear()
    assert StateFile(folder).read() == []
