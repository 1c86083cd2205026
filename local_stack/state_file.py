"""`.local/run/processes.json`: what runs, for `make ps` and for the next start."""

import json
import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import psutil

from local_stack.children import kill_group

_GRACE: Final = 20.0  # seconds


@dataclass(frozen=True)
class ProcessRecord:
    name: str
    pid: int
    port: int
    state: str
    restarts: int
    started: float  # seconds since 1970
    stop_signal: int


class StateFile:
    def __init__(self, folder: Path) -> None:
        self._path = folder / "processes.json"

    def write(self, processes: Sequence[ProcessRecord]) -> None:
        state = {"supervisor": os.getpid(), "processes": [asdict(each) for each in processes]}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        fresh.write_text(json.dumps(state, indent=2))
        fresh.replace(self._path)

    def read(self) -> Sequence[ProcessRecord]:
        return [ProcessRecord(**each) for each in self._state()["processes"]]

    def clear(self) -> None:
        """Take back what this process wrote; another's record stays."""
        if self._state()["supervisor"] == os.getpid():
            self._path.unlink()

    def running_supervisor(self) -> int | None:
        """The pid of the stack that wrote it, when that still runs."""
        pid = self._state()["supervisor"]
        return pid if pid and _is_ours(pid) else None

    def end_leftovers(self) -> Sequence[str]:
        """Stop what a killed supervisor could not; answers the names."""
        left = [record for record in self.read() if _is_left(record)]
        for record in left:
            with suppress(psutil.Error):
                process = psutil.Process(record.pid)
                process.send_signal(signal.Signals(record.stop_signal))
                process.wait(timeout=_GRACE)
            kill_group(record.pid)
        self._path.unlink(missing_ok=True)
        return [record.name for record in left]

    def _state(self) -> dict[str, Any]:
        try:
            return json.loads(self._path.read_text())
        except (OSError, ValueError):
            return {"supervisor": 0, "processes": []}


def _is_left(record: ProcessRecord) -> bool:
    """The same pid may be somebody else's by now: theirs began at another time."""
    with suppress(psutil.Error):
        process = psutil.Process(record.pid)
        is_same = abs(process.create_time() - record.started) < 5  # noqa: PLR2004 - seconds
        return is_same and process.status() != psutil.STATUS_ZOMBIE
    return False


def _is_ours(pid: int) -> bool:
    with suppress(psutil.Error):
        return any("local_stack" in part for part in psutil.Process(pid).cmdline())
    return False
