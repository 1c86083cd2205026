"""What each word of the command line does; answers the process' exit status."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from argparse import Namespace
from contextlib import suppress

from local_stack.build_window import build_window
from local_stack.configured import database_variable
from local_stack.console import Console
from local_stack.environment import shop_environment
from local_stack.foreground import open_until_stopped
from local_stack.lock import only_one
from local_stack.postgres import PostgresFailed, program
from local_stack.settings import ROOT, load_settings
from local_stack.state_file import StateFile
from local_stack.supervisor import StartFailed, Supervisor
from local_stack.throw_away import throw_away
from local_stack.toolchain import toolchain_environment
from local_stack.window import WindowNotBuilt


def run(_: Namespace) -> int:
    settings = load_settings()
    with only_one(settings.run) as lock:
        return asyncio.run(open_until_stopped(settings, Console(settings.logs), lock=lock))


def serve(given: Namespace) -> int:
    settings = load_settings()
    console = Console(settings.logs, quiet=True)
    status = 1
    try:
        with only_one(settings.run) as lock:
            life = open_until_stopped(settings, console, lock=lock, parent=given.parent)
            status = asyncio.run(life)
    finally:
        if status:  # a window without a shop behind it helps nobody
            with suppress(ProcessLookupError):
                os.kill(given.parent, signal.SIGINT)
    return status


def build(_: Namespace) -> int:
    settings = load_settings()
    console = Console(settings.logs)
    supervisor = Supervisor(
        console=console,
        state_file=StateFile(settings.run),
        environment={
            **shop_environment(settings),
            **toolchain_environment(settings.environment),
        },
    )
    try:
        asyncio.run(build_window(supervisor))
    except (StartFailed, WindowNotBuilt) as failure:
        console.say(str(failure))
        return 1
    finally:
        console.close()
    return 0


def ps(_: Namespace) -> int:
    state = StateFile(load_settings().run)
    if not state.running_supervisor():
        print("Nothing runs. `make run` opens the shop.")
        return 1
    print(f"{'name':<14}{'pid':>8}{'port':>8}  {'state':<10}{'restarts':>8}{'up':>9}")
    for each in state.read():
        up = f"{time.time() - each.started:.0f} s"
        print(
            f"{each.name:<14}{each.pid:>8}{each.port:>8}  {each.state:<10}{each.restarts:>8}{up:>9}"
        )
    return 0


def psql(given: Namespace) -> int:
    environment = shop_environment(load_settings())
    url = environment.get(database_variable(given.database))
    if url is None:
        print(
            "The shop that STOREFRONT_GATEWAY_URL names keeps its own databases.", file=sys.stderr
        )
        return 1
    client = _psql_client()
    return os.execv(client, [client, url.replace("postgresql+asyncpg://", "postgresql://")])


def _psql_client() -> str:
    with suppress(PostgresFailed):
        return str(program("psql"))
    found = shutil.which("psql")
    if found is None:
        raise SystemExit("no psql found: install PostgreSQL's client, or set PG_BIN_DIR")
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
    with only_one(settings.run):
        throw_away(settings)
    print("The local data is gone; `make run` starts with a fresh shop.")
    return 0


def migrate(_: Namespace) -> int:
    return _in_the_shop("local_stack.migrate")


def admin(given: Namespace) -> int:
    return _in_the_shop("backend_services.users.create_admin", "--email", given.email)


def dlq(given: Namespace) -> int:
    return _in_the_shop("backend_services.dead_letters", "list", given.service)


def redrive(given: Namespace) -> int:
    words = ("redrive", given.service, "--rate", given.rate)
    return _in_the_shop("backend_services.dead_letters", *words)


def _in_the_shop(module: str, *words: str) -> int:
    """Run a command of the services with what they are told."""
    command = [sys.executable, "-m", module, *words]
    environment = shop_environment(load_settings())
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
