import asyncio
import io
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from local_stack.children import leashed
from local_stack.console import Console
from local_stack.network import answers, free_port
from local_stack.program import Program
from local_stack.settings import ROOT, machine_environment
from local_stack.state_file import StateFile
from local_stack.supervisor import StartFailed, Supervisor

# Listens, starts a helper of its own, and tells both pids.
SERVER = """
import os, socket, subprocess, sys, time
helper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print("pids", os.getpid(), helper.pid, flush=True)
with socket.create_server(("127.0.0.1", int(sys.argv[1]))):
    time.sleep(600)
"""
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + SERVER


@pytest.fixture
def screen() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def state_file(tmp_path: Path) -> StateFile:
    return StateFile(tmp_path / "run")


@pytest.fixture
async def supervisor(
    tmp_path: Path, screen: io.StringIO, state_file: StateFile
) -> AsyncIterator[Supervisor]:
    console = Console(tmp_path / "logs", out=screen)
    supervisor = Supervisor(
        console=console, state_file=state_file, environment=machine_environment()
    )
    yield supervisor
    await supervisor.stop()
    console.close()


def server(name: str = "lamps", *, source: str = SERVER, grace: float = 10) -> Program:
    port = free_port()
    return Program(
        name=name, command=[sys.executable, "-c", source, str(port)], port=port, grace=grace
    )


async def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition; the test's own time limit is the end of patience."""
    while not condition():  # noqa: ASYNC110 - other processes set no events here
        await asyncio.sleep(0.02)


def family(pid: int) -> list[int]:
    return [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]


def is_gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


async def test_a_crashed_process_is_started_again_and_the_log_says_so(
    supervisor: Supervisor, state_file: StateFile, screen: io.StringIO
) -> None:
    await supervisor.start(server())
    [before] = state_file.read()

    os.kill(before.pid, signal.SIGKILL)
    await until(lambda: "is back" in screen.getvalue())

    [after] = state_file.read()
    assert (after.restarts, after.state) == (1, "ready")
    assert after.pid != before.pid
    assert "lamps         | ended by SIGKILL; starts again in 1 s" in screen.getvalue()
    assert "lamps         | is back (restart 1)" in screen.getvalue()


async def test_stopping_leaves_no_process_and_no_record(
    supervisor: Supervisor, state_file: StateFile
) -> None:
    await supervisor.start(server("lamps"))
    await supervisor.start(server("shades"))
    pids = [pid for record in state_file.read() for pid in family(record.pid)]
    assert len(pids) == 4

    await supervisor.stop()

    assert [pid for pid in pids if not is_gone(pid)] == []
    assert state_file.read() == []


async def test_what_was_started_last_is_stopped_first(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    diary = tmp_path / "diary"
    source = """
import signal, socket, sys, time
def write(*_):
    with open(sys.argv[3], "a") as diary: diary.write(sys.argv[2] + " ")
    sys.exit(0)
signal.signal(signal.SIGTERM, write)
with socket.create_server(("127.0.0.1", int(sys.argv[1]))): time.sleep(600)
"""
    for name in ("first", "second", "third"):
        port = free_port()
        command = [sys.executable, "-c", source, str(port), name, str(diary)]
        await supervisor.start(Program(name=name, command=command, port=port))

    await supervisor.stop()

    assert diary.read_text() == "third second first "


async def test_who_does_not_listen_to_the_stop_signal_is_killed(
    supervisor: Supervisor, state_file: StateFile, screen: io.StringIO
) -> None:
    await supervisor.start(server(source=STUBBORN, grace=0.3))
    pids = family(state_file.read()[0].pid)

    await supervisor.stop()

    assert [pid for pid in pids if not is_gone(pid)] == []
    assert "does not stop; killed" in screen.getvalue()


async def test_a_process_that_ends_while_starting_is_an_error_with_its_name(
    supervisor: Supervisor,
) -> None:
    broken = Program(name="lamps", command=[sys.executable, "-c", "raise SystemExit(3)"], port=1)

    with pytest.raises(StartFailed, match="lamps ended while it was starting"):
        await supervisor.start(broken)


async def test_each_line_carries_the_name_of_who_wrote_it(
    supervisor: Supervisor, screen: io.StringIO, tmp_path: Path
) -> None:
    await supervisor.start(server())
    await until(lambda: "pids" in screen.getvalue())

    assert screen.getvalue().startswith("lamps         | pids ")
    _, line = (tmp_path / "logs" / "lamps.log").read_text().splitlines()
    assert line.startswith("pids ")


async def test_a_line_without_end_neither_stops_the_process_nor_the_reading(
    supervisor: Supervisor, screen: io.StringIO
) -> None:
    chatty = "print('x' * 3_000_000); print('and on', flush=True)\n" + SERVER

    await supervisor.start(server(source=chatty))
    await until(lambda: "pids" in screen.getvalue())

    lines = [line.removeprefix("lamps         | ") for line in screen.getvalue().splitlines()]
    assert lines[:2] == ["(a line of more than 1 MiB was left out)", "and on"]


async def test_ready_is_what_the_program_itself_says(
    supervisor: Supervisor, state_file: StateFile, tmp_path: Path
) -> None:
    recovered = tmp_path / "recovered"
    program = replace(server(), check=recovered.exists)

    starting = asyncio.create_task(supervisor.start(program))
    await until(lambda: answers(program.port))
    assert [record.state for record in state_file.read()] == ["starting"]

    recovered.touch()
    await starting
    assert [record.state for record in state_file.read()] == ["ready"]


async def test_stopping_while_something_starts_again_leaves_nothing(
    supervisor: Supervisor, state_file: StateFile, screen: io.StringIO
) -> None:
    await supervisor.start(server())
    pids = family(state_file.read()[0].pid)
    os.kill(pids[0], signal.SIGKILL)
    await until(lambda: "starts again" in screen.getvalue())

    await supervisor.stop()

    assert [pid for pid in pids if not is_gone(pid)] == []
    assert state_file.read() == []


async def test_a_job_that_fails_is_an_error_that_names_its_log(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", "print('no lamps'); raise SystemExit(3)"]
    log = tmp_path / "logs" / "dusting.log"

    with pytest.raises(StartFailed, match=f"dusting failed with status 3; see {log}"):
        await supervisor.run("dusting", command=command, environment={})

    assert log.read_text().endswith("no lamps\n")


async def test_what_a_killed_run_left_is_stopped_by_the_next(
    supervisor: Supervisor, state_file: StateFile
) -> None:
    await supervisor.start(server(source=STUBBORN, grace=0.3))
    [record] = state_file.read()
    pids = family(record.pid)
    state_file.write([replace(record, stop_signal=signal.SIGKILL)])

    assert state_file.end_leftovers() == ["lamps"]

    assert state_file.read() == []
    await until(lambda: all(is_gone(pid) for pid in pids))


def test_a_child_whose_parent_is_gone_already_starts_nothing(tmp_path: Path) -> None:
    started = tmp_path / "started"
    command = [sys.executable, "-c", f"open({str(started)!r}, 'w')"]
    leash, script, *rest = leashed(command, dies_by=signal.SIGTERM)
    orphaned = [leash, script, *("1" if part == str(os.getpid()) else part for part in rest)]

    done = subprocess.run(orphaned, check=False, capture_output=True)

    assert done.returncode == 1
    assert not started.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of a parent's end")
def test_a_child_is_told_once_that_its_parent_of_many_threads_is_gone(tmp_path: Path) -> None:
    told = tmp_path / "told"
    child = f"""
import signal, sys, time
def hear(*_):
    with open({str(told)!r}, "a") as file:
        file.write("once ")
    time.sleep(0.2)  # a second signal at the same moment would come in here
    sys.exit()
signal.signal(signal.SIGTERM, hear)
print("up", flush=True)
time.sleep(600)
"""
    source = f"""
import signal, subprocess, sys, threading, time
from local_stack.children import leashed
for _ in range(20):
    threading.Thread(target=time.sleep, args=(600,)).start()
command = leashed([sys.executable, "-c", {child!r}], dies_by=signal.SIGTERM, is_told_once=True)
subprocess.Popen(command)
time.sleep(600)
"""
    with subprocess.Popen(
        [sys.executable, "-c", source],
        env={**machine_environment(), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        family = psutil.Process(parent.pid).children(recursive=True)
        parent.kill()

    assert len(family) == 2  # the child and its companion
    assert psutil.wait_procs(family, timeout=30)[1] == []
    assert told.read_text() == "once "


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of a parent's end")
async def test_a_killed_supervisor_takes_everything_with_it(tmp_path: Path) -> None:
    source = f"""
import asyncio, sys
from pathlib import Path
from local_stack.console import Console
from local_stack.program import Program
from local_stack.settings import machine_environment
from local_stack.state_file import StateFile
from local_stack.supervisor import Supervisor

async def main():
    folder = Path({str(tmp_path)!r})
    supervisor = Supervisor(console=Console(folder / "logs"), state_file=StateFile(folder / "run"),
                            environment=machine_environment())
    command = [sys.executable, "-c", "import socket,sys,time\\n"
               "with socket.create_server(('127.0.0.1', int(sys.argv[1]))): time.sleep(600)",
               sys.argv[1]]
    await supervisor.start(Program(name="lamps", command=command, port=int(sys.argv[1])))
    print("up", flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
"""
    port = str(free_port())
    outer = subprocess.Popen(  # noqa: ASYNC220 - a test may block
        [sys.executable, "-c", source, port],
        cwd=ROOT,
        env={**machine_environment(), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
    )
    assert outer.stdout is not None
    outer.stdout.readline()
    [record] = StateFile(tmp_path / "run").read()

    outer.kill()
    outer.wait()

    await until(lambda: is_gone(record.pid))
    outer.stdout.close()
