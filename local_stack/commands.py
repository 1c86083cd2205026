"""What each word of the command line does; answers the process' exit status."""

import asyncio
import os
import shutil
import subprocess
import sys
import time
from argparse import Namespace
from typing import Final

from local_stack import window
from local_stack.console import Console
from local_stack.foreground import open_until_stopped
from local_stack.network import answers
from local_stack.postgres import PostgresFailed, binaries
from local_stack.settings import ROOT, LocalStackSettings, load_settings
from local_stack.state_file import StateFile
from local_stack.toolchain import toolchain_environment
from local_stack.topology import DATABASES, topology

_KEPT: Final = ("cache", "logs")  # what `reset` leaves: downloads, and what was said


def run(_: Namespace) -> int:
    settings = load_settings()
    return asyncio.run(open_until_stopped(settings, Console(settings.logs)))


def serve(given: Namespace) -> int:
    settings = load_settings()
    console = Console(settings.logs, quiet=True)
    return asyncio.run(open_until_stopped(settings, console, parent=given.parent))


def build(_: Namespace) -> int:
    settings = load_settings()
    environment = {
        **topology(settings).environment,
        **toolchain_environment(settings.environment),
        **window.build_environment(),
    }
    done = subprocess.run(window.build_command(), cwd=ROOT, env=environment, check=False)
    if done.returncode == 0:
        window.finish_build()
    return done.returncode


def ps(_: Namespace) -> int:
    settings = load_settings()
    processes = StateFile(settings.run).read()
    if not processes:
        print("Nothing runs. `make run` opens the shop.")
        return 1
    print(f"{'name':<14}{'pid':>8}{'port':>8}  {'state':<10}{'restarts':>8}{'up':>9}")
    for each in processes:
        up = f"{time.time() - each.started:.0f} s"
        print(
            f"{each.name:<14}{each.pid:>8}{each.port:>8}  {each.state:<10}{each.restarts:>8}{up:>9}"
        )
    return 0


def psql(given: Namespace) -> int:
    settings = load_settings()
    port = settings.ports.postgres
    if not answers(port):
        print(f"No PostgreSQL listens on port {port}. `make run` starts it.", file=sys.stderr)
        return 1
    client = _psql_client()
    return os.execv(client, [client, f"postgresql://vitrine@127.0.0.1:{port}/{given.database}"])


def _psql_client() -> str:
    try:
        embedded = binaries() / "psql"
        if embedded.exists():
            return str(embedded)
    except PostgresFailed:
        pass
    found = shutil.which("psql")
    if found is None:
        message = "no psql found: install PostgreSQL's client, or set PG_BIN_DIR"
        raise SystemExit(message)
    return found


def logs(given: Namespace) -> int:
    settings = load_settings()
    files = sorted(str(path) for path in settings.logs.glob(f"{given.name}.log"))
    if not files:
        print(f"No log named {given.name} in {settings.logs}", file=sys.stderr)
        return 1
    return os.execvp("tail", ["tail", "-n", "40", "-F", *files])  # noqa: S607 - a tool of every system


def reset(_: Namespace) -> int:
    settings = load_settings()
    running = StateFile(settings.run).running_supervisor()
    if running:
        print(f"The shop is running (pid {running}). Stop it first.", file=sys.stderr)
        return 1
    _throw_away(settings)
    print("The local data is gone; `make run` starts with a fresh shop.")
    return 0


def _throw_away(settings: LocalStackSettings) -> None:
    for path in settings.data.glob("*"):
        if path.name in _KEPT:
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def migrate(_: Namespace) -> int:
    settings = load_settings()
    command = [sys.executable, "-m", "local_stack.migrate"]
    environment = topology(settings).environment
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


__all__ = ["DATABASES"]
