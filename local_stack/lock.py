"""One stack for each data folder: a lock that ends with the process, however that ends."""

import fcntl
import os
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

_CLOSING: Final = "closing"
_PATIENCE: Final = 40.0  # seconds for a stack that is closing: services drain, PostgreSQL stops


class AlreadyRunning(Exception):
    """A stack runs on this folder; two would fight over its data."""

    def __init__(self, pid: str) -> None:
        super().__init__(f"The shop is running already (pid {pid}); `make ps` shows it.")


class Lock:
    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def take(self) -> bool:
        """Take it when it is free, and write down who has it."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        self._write(str(os.getpid()))
        return True

    def tell_closing(self) -> None:
        """Who starts the next stack now waits instead of being refused."""
        self._write(f"{os.getpid()} {_CLOSING}")

    def holder(self) -> tuple[str, bool]:
        """The other's pid, and whether it is closing."""
        self._file.seek(0)
        pid, _, doing = self._file.read().partition(" ")
        return pid, doing == _CLOSING

    def _write(self, text: str) -> None:
        self._file.seek(0)
        self._file.truncate()
        self._file.write(text)
        self._file.flush()


@contextmanager
def only_one(folder: Path) -> Generator[Lock]:
    """Be the only stack on this folder; wait for another one only while it is closing.

    Raises:
        AlreadyRunning: naming the other's pid.
    """
    folder.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + _PATIENCE
    with (folder / "lock").open("a+") as file:
        lock = Lock(file)
        while not lock.take():
            pid, is_closing = lock.holder()
            if not is_closing or time.monotonic() > deadline:
                raise AlreadyRunning(pid)
            time.sleep(0.1)
        yield lock
